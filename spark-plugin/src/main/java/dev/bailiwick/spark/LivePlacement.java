package dev.bailiwick.spark;

import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.TransferClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the scheduler from what the application's governance knows. */
final class LivePlacement implements Placement {
  private static final Logger LOG = LoggerFactory.getLogger(LivePlacement.class);

  private final Governance governance;
  private final Duration timeout;
  private final PermittedSet sites;
  private final Optional<String> viewer;
  private final Set<Governed> returned = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Optional<PermittedSet>> shuffles = new ConcurrentHashMap<>();
  private volatile @Nullable BooleanSupplier guard;

  LivePlacement(Governance governance, Duration timeout, Optional<String> viewer) {
    this.governance = governance;
    this.viewer = viewer;
    this.timeout = timeout;
    this.sites = PermittedSet.of(governance.topology().sites().stream().map(Site::name).toList());
  }

  @Override
  public Optional<Governed> find(String path) {
    return governance.shards().find(path);
  }

  @Override
  public Optional<Governed> unreadable(String root) {
    Collection<Governed> all = governance.shards().all();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    // Whatever it reads, the site's key store lets it read only what may be at that site. Where
    // that may go from there is another matter: only where all of it may go.
    Map<TransferClass, PermittedSet> permitted = new EnumMap<>(TransferClass.class);
    for (TransferClass c : TransferClass.values()) {
      PermittedSet common = sites;
      for (Governed g : all) {
        common = common.intersect(g.permitted(c));
      }
      permitted.put(c, common);
    }
    permitted.put(TransferClass.RAW, sites);
    return Optional.of(
        Governed.fixed(
            "input that cannot be read through (" + root + ")",
            permitted,
            Optional.empty(),
            (c, site) ->
                all.stream()
                    .filter(g -> !g.permitted(c).contains(site))
                    .findFirst()
                    .map(g -> g.why(c, site))
                    .map(
                        w ->
                            new Governed.Why(
                                w.policy(),
                                w.rule(),
                                w.place(),
                                "it could hold anything that this application governs; of that, "
                                    + w.text()))
                    .orElseGet(() -> new Governed.Why("", "", "", "it could hold anything."))));
  }

  @Override
  public Governed planned(String shard, String home, PermittedSet intermediate) {
    return governance.shards().planned(shard, home, intermediate);
  }

  @Override
  public Collection<Governed> returnedToDriver() {
    return List.copyOf(returned);
  }

  @Override
  public void returnToDriver(Collection<Governed> rows) {
    returned.addAll(rows);
  }

  @Override
  public Optional<Trusted> trusted(@Nullable Properties properties) {
    return governance.trust().of(properties).map(Trusted::new);
  }

  @Override
  public Optional<String> siteOfExecutor(String executorId) {
    return governance.sites().site(executorId);
  }

  @Override
  public void executorLost(String executorId) {
    governance.desk().lost(executorId);
  }

  @Override
  public Optional<String> siteOfPath(String path) {
    return governance.shards().siteOfPath(path);
  }

  @Override
  public PermittedSet sites() {
    return sites;
  }

  @Override
  public String driverSite() {
    return governance.driverSite();
  }

  @Override
  public List<String> viewedAt() {
    List<String> places = new ArrayList<>(List.of(driverSite()));
    viewer.ifPresent(places::add);
    return places;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public void denied(Denial denial) {
    try {
      governance.denied(denial);
    } catch (RuntimeException e) {
      // An exception on Spark's event loop would stop the application; what is denied stays denied.
      LOG.error("A denial could not be written to the audit log: {}", denial, e);
    }
  }

  @Override
  public void shuffleOpensAt(int shuffleId, Optional<PermittedSet> at) {
    shuffles.put(shuffleId, at);
  }

  /**
   * What the key of one executor's blocks of a shuffle is for: the sites that may open the shuffle,
   * and the writer's own. The writer has these rows anyway; with a key that all writers share it
   * could open the blocks of others.
   *
   * @return empty when the scheduler has not judged the shuffle, or the writer has no site
   */
  Optional<KeyScope> scopeOf(int shuffleId, String writer) {
    String c = TransferClass.INTERMEDIATE.id();
    Optional<PermittedSet> at = shuffles.get(shuffleId);
    // An executor that is lost may have left blocks behind, at a shuffle service.
    Optional<String> site = governance.sites().siteProven(writer);
    if (at == null || site.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        at.map(
                readers -> {
                  Set<String> holders = new TreeSet<>(readers.sites());
                  holders.add(site.get());
                  return KeyScope.of(c, holders);
                })
            .orElseGet(() -> KeyScope.ungoverned(c)));
  }

  @Override
  public void shuffleCleaned(int shuffleId) {
    shuffles.remove(shuffleId);
    governance.keys().shuffleEnded(shuffleId);
  }

  @Override
  public void guardedBy(BooleanSupplier inPlace) {
    guard = inPlace;
  }

  /** Whether the scheduler that asks here is the one that the application uses. */
  boolean isGuarded() {
    BooleanSupplier inPlace = guard;
    return inPlace != null && inPlace.getAsBoolean();
  }
}
