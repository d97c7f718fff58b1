package dev.bailiwick.spark;

import dev.bailiwick.audit.AuditLog;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.spark.CopyChoice;
import dev.bailiwick.sharding.spark.ManifestWatch;
import dev.bailiwick.signing.DocumentSigner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;

/**
 * Everything that governs one Spark application, on its driver: which sites there are, what may be
 * where, who has proven to be where, what was refused, and what was counted. Thread-safe.
 */
public final class Governance {
  private static final Map<SparkContext, Governance> INSTALLED = new ConcurrentHashMap<>();

  private final String application;
  private final NodeIdentity identity;
  private final Topology topology;
  private final Epochs epochs;
  private final Ledger ledger;
  private final KnownCounts counts;
  private final AuditLog audit;
  private final ShardRegistry shards;
  private final SiteDirectory sites = new SiteDirectory();
  private final Touches touches = new Touches();
  private final RunListener run = new RunListener(sites);
  private final List<Denial> denials = new ArrayList<>();
  private final KeyBroker keys;
  private final Trust trust;
  private final LivePlacement placement;
  private final FrontDesk desk;

  Governance(
      SparkContext sc,
      BailiwickConf conf,
      String application,
      NodeIdentity identity,
      Topology topology,
      PolicySet policies,
      Ledger ledger,
      AuditLog audit) {
    this.application = application;
    this.identity = identity;
    this.topology = topology;
    this.ledger = ledger;
    this.counts = new KnownCounts(ledger);
    this.epochs = new Epochs(policies.in(policies.circumstances().withCounts(counts)), topology);
    this.audit = audit;
    this.shards = new ShardRegistry(topology, epochs);
    this.keys =
        new KeyBroker(
            application,
            identity.site(),
            new ShuffleEpochs(conf.rotateAfter(), conf.rotateAfterBytes(), System::nanoTime));
    this.trust = new Trust(sc);
    this.placement = new LivePlacement(this, conf.placementTimeout(), conf.viewer(topology));
    this.desk = new FrontDesk(this);
  }

  /**
   * What governs this application.
   *
   * @throws BailiwickException GUARD_MISSING when the plugin is not installed
   */
  public static Governance of(SparkContext sc) {
    Governance governance = INSTALLED.get(sc);
    if (governance == null) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "Bailiwick does not govern this application: set spark.plugins="
              + BailiwickPlugin.class.getName()
              + " before it starts.");
    }
    return governance;
  }

  /** What counts tasks and bytes, for whoever starts this application's scheduler to attach. */
  public SparkListener counting() {
    return run;
  }

  static void install(SparkContext sc, Governance governance) {
    INSTALLED.put(sc, governance);
    CopyChoice.sitesWithExecutors(governance.sites()::sitesNow);
    ManifestWatch.install(new ManifestTables(governance));
  }

  void uninstall() {
    INSTALLED.values().remove(this);
    CopyChoice.sitesWithExecutors(Set::of);
    ManifestWatch.uninstall();
    keys.destroy();
    audit.close();
  }

  /** Unique to this start of the application; keys and registrations are bound to it. */
  public String application() {
    return application;
  }

  /** Who the driver is, by its certificate. */
  public NodeIdentity identity() {
    return identity;
  }

  /** The site that the driver's certificate proves. */
  public String driverSite() {
    return identity.site();
  }

  /** The sites. */
  public Topology topology() {
    return topology;
  }

  /** The policies that this application was started with, in the circumstances of now. */
  public PolicySet policies() {
    return epochs.policies();
  }

  /** The ledger has other counts now, as far as this application wants to know. */
  void countsChanged() {
    counts.read();
  }

  /** The counts of this installation, for a run of this application. */
  RunLedger newRunLedger(String run) {
    return new RunLedger(ledger, application + "." + run);
  }

  /** Governs by one more policy from now on, and writes down that it does. */
  void attach(Policy policy) {
    epochs.attach(policy);
    shards.forgetAnswers();
    record(
        "policy",
        Map.of("policy", policy.toString(), "sha256", policy.sha256(), "file", policy.source()));
  }

  /** The policies compiled, as they hold now. */
  Epochs epochs() {
    return epochs;
  }

  /** Which path is governed by what. */
  public ShardRegistry shards() {
    return shards;
  }

  /** Which executor has proven which site. */
  public SiteDirectory sites() {
    return sites;
  }

  /** The log of this application's decisions. */
  public AuditLog audit() {
    return audit;
  }

  /** The keys of this application. */
  public KeyBroker keys() {
    return keys;
  }

  /** What executors say that they touched. */
  public Touches touches() {
    return touches;
  }

  /** What was refused so far, oldest first. */
  public List<Denial> denials() {
    synchronized (denials) {
      return List.copyOf(denials);
    }
  }

  /** Puts a refusal on record. */
  public void denied(Denial denial) {
    synchronized (denials) {
      denials.add(denial);
    }
    audit.append("denial", denial.fields());
  }

  /** Counts bytes that moved by other ways than Spark's shuffle. */
  public void recordTransfer(String from, String to, TransferClass transferClass, long bytes) {
    run.moved(from, to, transferClass.id(), bytes);
  }

  /** Governs a manifest's shards from now on, and writes down that it does. */
  public void register(Manifest manifest) {
    shards.register(manifest);
    governed(manifest);
  }

  /**
   * The same, but shards that are governed already stay so: a manifest that was superseded and is
   * read once more does not bring back what it permitted.
   */
  void registerAbsent(Manifest manifest) {
    if (shards.registerAbsent(manifest)) {
      governed(manifest);
    }
  }

  private void governed(Manifest manifest) {
    record(
        "manifest",
        Map.of(
            "dataset", manifest.dataset(),
            "version", manifest.version(),
            "shards", (long) manifest.shards().size(),
            "rows", manifest.rows()));
  }

  /** Signs documents as the driver's node. */
  public DocumentSigner signer() {
    return new IdentitySigner(identity);
  }

  /** What the run did so far. */
  public RunInfo runInfo() {
    return run.info();
  }

  /** What the scheduler asks. */
  public Placement placement() {
    return placement;
  }

  /**
   * Runs a call of Bailiwick's own whose jobs return numbers of rows and names of files, and no
   * content of any row.
   */
  <T> T returningCounts(Callable<T> call) throws Exception {
    return trust.returning(Optional.empty(), call);
  }

  /** Runs a call of Bailiwick's own whose jobs return something of this class to the driver. */
  <T> T returning(TransferClass what, Callable<T> call) throws Exception {
    return trust.returning(Optional.of(what), call);
  }

  FrontDesk desk() {
    return desk;
  }

  Trust trust() {
    return trust;
  }

  /** Writes down that something happened. Names and counts only; never a key or a row. */
  void record(String type, Map<String, ?> fields) {
    audit.append(type, fields);
  }

  /** The totals, at the end. */
  Map<String, ?> totals() {
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("application", application);
    totals.put("tasksTouchingShards", touches.total());
    totals.put("outsidePermittedSet", touches.outsidePermittedSet());
    totals.put("denials", (long) denials().size());
    return totals;
  }
}
