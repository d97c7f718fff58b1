package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.spark.ShardWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which path is governed by what. Asked in this order: shards of registered manifests, declared
 * sources, policies whose pattern matches the path, storage of a site. What lies in a site's
 * storage and is in no manifest may be read there and nowhere else. Thread-safe.
 *
 * <p>Not guaranteed: that two spellings which only the file system knows to be one file (links,
 * mounts) are found to be one.
 */
public final class ShardRegistry {
  private static final int MEMO = 100_000;

  private final Topology topology;
  private final Epochs epochs;
  private final Map<String, Governed> shards = new ConcurrentHashMap<>();
  private final List<Map.Entry<String, Governed>> sources = new CopyOnWriteArrayList<>();

  /** Answers given before; replaced as a whole when something is registered. */
  private volatile Map<String, Optional<Governed>> found = new ConcurrentHashMap<>();

  private final Map<String, Governed> byName = new ConcurrentHashMap<>();

  ShardRegistry(Topology topology, Epochs epochs) {
    this.topology = topology;
    this.epochs = epochs;
  }

  /** Governs the shards of this manifest from now on. */
  public void register(Manifest manifest) {
    ManifestShards.governed(manifest, epochs)
        .forEach(
            (uri, governed) -> {
              String path = Paths.normal(uri).orElse(uri);
              shards.put(path, governed);
            });
    found = new ConcurrentHashMap<>();
  }

  /**
   * Governs those of this manifest's shards that are not governed yet.
   *
   * @return whether there was any
   */
  boolean registerAbsent(Manifest manifest) {
    boolean any = false;
    for (Map.Entry<String, Governed> shard : ManifestShards.governed(manifest, epochs).entrySet()) {
      String path = Paths.normal(shard.getKey()).orElse(shard.getKey());
      any |= shards.putIfAbsent(path, shard.getValue()) == null;
    }
    if (any) {
      found = new ConcurrentHashMap<>();
    }
    return any;
  }

  /**
   * Governs a source that is not sharded yet: its rows may have several laws, so they are read at
   * the site where they lie, and nothing of them goes elsewhere except as a plan of ours says.
   *
   * @param uriPrefix a file or folder
   * @param site where it lies
   * @param raw the sites at which it may be read; usually only that site
   */
  public void registerSource(String uriPrefix, String site, PermittedSet raw) {
    String path = Paths.normal(uriPrefix).orElse(uriPrefix);
    Governed governed =
        Governed.fixed(
            "source " + uriPrefix,
            Map.of(TransferClass.RAW, raw),
            Optional.of(site),
            (c, at) ->
                new Governed.Why(
                    "",
                    "",
                    "",
                    "it lies at site "
                        + site
                        + " and is not sharded yet; until then its rows stay in "
                        + raw
                        + "."));
    sources.add(Map.entry(path, governed));
    found = new ConcurrentHashMap<>();
  }

  /**
   * A source whose rows were counted, and are all under these laws: what is made of all of them may
   * go where the policies say, while its rows still stay where they lie.
   */
  void registerCounted(
      String uriPrefix, String site, Collection<Location> laws, PolicySet attached) {
    List<String> ids = attached.policies().stream().map(Policy::id).toList();
    PermittedSet here = PermittedSet.of(List.of(site));
    String path = Paths.normal(uriPrefix).orElse(uriPrefix);
    Governed governed =
        Governed.live(
            "source " + uriPrefix,
            c -> {
              PermittedSet now = epochs.permitted(ids, laws, c).orElseGet(PermittedSet::none);
              return switch (c) {
                case RAW, INTERMEDIATE -> now.intersect(here);
                case VIEW -> PermittedSet.none();
                default -> now;
              };
            },
            Optional.of(site),
            (c, at) ->
                epochs
                    .why(ids, laws, c, at)
                    .map(d -> new Governed.Why(d.policy(), d.rule(), d.place(), d.text()))
                    .orElseGet(
                        () -> new Governed.Why("", "", "", "its rows stay at site " + site + ".")));
    sources.add(0, Map.entry(path, governed));
    found = new ConcurrentHashMap<>();
  }

  /** Answers that were given before a policy came may be wrong now. */
  void forgetAnswers() {
    byName.clear();
    found = new ConcurrentHashMap<>();
  }

  /** What governs this path; empty when nothing does. */
  public Optional<Governed> find(String path) {
    // The answer goes into the memory that was there before it was looked for: what is registered
    // meanwhile has a new one, and is not hidden by an answer that came too late.
    Map<String, Optional<Governed>> memory = found;
    Optional<Governed> known = memory.get(path);
    if (known == null) {
      known = Paths.normal(path).flatMap(this::look);
      if (memory.size() >= MEMO) {
        memory.clear();
      }
      memory.put(path, known);
    }
    return known;
  }

  private Optional<Governed> look(String path) {
    for (String p = path; !p.endsWith("/"); p = p.substring(0, p.lastIndexOf('/'))) {
      Governed shard = shards.get(p);
      if (shard != null) {
        return Optional.of(shard);
      }
    }
    for (Map.Entry<String, Governed> source : sources) {
      if (Paths.isBelow(path, source.getKey())) {
        return Optional.of(source.getValue());
      }
    }
    Optional<String> site = siteOf(path);
    PolicySet attached = attached(path);
    boolean isShard = site.filter(s -> isShard(path, s)).isPresent();
    if (!isShard && !attached.policies().isEmpty()) {
      return Optional.of(byName.computeIfAbsent(path, p -> byPolicy(p, attached, site)));
    }
    return site.map(s -> byName.computeIfAbsent("storage of site " + s, n -> stored(n, s)));
  }

  /**
   * A shard whose manifest nobody showed: the laws of its rows are not known, and a policy that is
   * attached to its path was written for other rows.
   */
  private boolean isShard(String path, String site) {
    return topology
        .site(site)
        .flatMap(s -> Paths.normal(ShardWriter.shardFolder(s)))
        .filter(folder -> Paths.isBelow(path, folder))
        .isPresent();
  }

  private PolicySet attached(String path) {
    PolicySet all = epochs.policies();
    PolicySet attached = all.attachedTo(path);
    return attached.policies().isEmpty() && path.startsWith("file:///")
        ? all.attachedTo(path.substring("file://".length()))
        : attached;
  }

  /** The site in whose storage a path lies. */
  public Optional<String> siteOfPath(String path) {
    return Paths.normal(path).flatMap(this::siteOf);
  }

  private Optional<String> siteOf(String normal) {
    try {
      return topology.siteOfPath(new URI(null, null, normal, null)).map(Site::name);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private Governed byPolicy(String path, PolicySet attached, Optional<String> site) {
    Optional<Location> law;
    String why =
        "the law of its rows stands in a column, and until it is sharded they stay where"
            + " they lie.";
    try {
      law = attached.jurisdictionConstant();
    } catch (BailiwickException e) {
      law = Optional.empty();
      why = String.valueOf(e.getMessage());
    }
    if (law.isPresent()) {
      Location of = law.get();
      List<String> ids = attached.policies().stream().map(Policy::id).toList();
      List<Location> laws = List.of(of);
      return Governed.live(
              path,
              c -> epochs.permitted(ids, laws, c).orElseGet(PermittedSet::none),
              site,
              (c, at) ->
                  epochs
                      .why(ids, laws, c, at)
                      .map(d -> new Governed.Why(d.policy(), d.rule(), d.place(), d.text()))
                      .orElseGet(
                          () -> new Governed.Why("", "", "", "no site of that name is there.")))
          .released((c, at) -> epochs.minRecords(ids, laws, c, at))
          .ofGroup(List.of("policies", ids, laws));
    }
    String text = why;
    return Governed.fixed(
        path,
        Map.of(
            TransferClass.RAW,
            site.map(s -> PermittedSet.of(List.of(s))).orElseGet(PermittedSet::none)),
        site,
        (c, at) -> new Governed.Why(attached.policies().get(0).id(), "", "", text));
  }

  private static Governed stored(String name, String site) {
    return Governed.fixed(
        name,
        Map.of(TransferClass.RAW, PermittedSet.of(List.of(site))),
        Optional.of(site),
        (c, at) ->
            new Governed.Why(
                "",
                "",
                "",
                "no manifest or policy of this application says that what lies there may be"
                    + " elsewhere."));
  }

  Governed planned(String shard, String home, PermittedSet intermediate) {
    return Governed.fixed(
        "planned " + shard,
        Map.of(
            TransferClass.RAW,
            PermittedSet.of(List.of(home)),
            TransferClass.INTERMEDIATE,
            intermediate),
        Optional.of(home),
        (c, at) ->
            new Governed.Why(
                "", "", "", "the plan gathers its rows at site " + home + " and nowhere else."));
  }

  /** All that is governed by name or by a policy: what an unreadable input could hold. */
  Collection<Governed> all() {
    Map<String, Governed> all = new LinkedHashMap<>(shards);
    sources.forEach(e -> all.put(e.getKey(), e.getValue()));
    for (Policy policy : epochs.policies().policies()) {
      String name = "what policy " + policy.id() + " governs";
      all.put(name, byPolicy(name, PolicySet.of(List.of(policy)), Optional.empty()));
    }
    return all.values();
  }
}
