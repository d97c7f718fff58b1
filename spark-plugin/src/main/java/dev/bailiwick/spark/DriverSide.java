package dev.bailiwick.spark;

import dev.bailiwick.audit.AuditLog;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.NodeName;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.spark.Manifests;
import dev.bailiwick.sharding.spark.SovereignCryptoFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/** The plugin on the driver: puts everything in place, lets executors in, answers them. */
final class DriverSide implements DriverPlugin {
  /** What the executors are told at their start. */
  static final String APPLICATION = "application";

  /** What our cluster manager answers to; it puts the stock name back. */
  private static final String MASTER_PREFIX = "spark+bailiwick+";

  private volatile @Nullable Governance governance;
  private volatile @Nullable LivePlacement placement;

  @Override
  public Map<String, String> init(SparkContext sc, PluginContext context) {
    LeakySettings.check(sc.conf(), sc.hadoopConfiguration());
    RpcEncryption.check(sc.conf(), sc.master());
    BailiwickConf conf = BailiwickConf.of(sc.conf());
    Governance governs = open(sc, conf);
    governance = governs;
    placement = (LivePlacement) governs.placement();
    try {
      SiteHome.set(conf.driverSiteHome());
      SiteHome.identifiedBy(governs::driverSite);
      DependentSettings.apply(sc.conf(), sc.hadoopConfiguration(), governs.topology());
      Governance.install(sc, governs);
    } catch (RuntimeException e) {
      // Spark does not end a plugin that did not start.
      governs.uninstall();
      throw e;
    }
    // Spark reads this again when it makes the scheduler, and then finds ours.
    sc.conf().set("spark.master", MASTER_PREFIX + sc.conf().get("spark.master"));
    return Map.of(APPLICATION, governs.application());
  }

  private static Governance open(SparkContext sc, BailiwickConf conf) {
    NodeIdentity identity = NodeIdentity.load(conf.driverSiteHome());
    Topology topology = TopologyParser.parse(conf.topology());
    PolicySet policies = topology.policies(conf.policies());
    checkSite(identity, topology);
    String application = "bailiwick-" + UUID.randomUUID();
    Path log = conf.auditDir().resolve(application + ".jsonl");
    AuditLog audit = AuditLog.open(log, new IdentitySigner(identity));
    Governance governance =
        new Governance(
            sc,
            conf,
            application,
            identity,
            topology,
            policies,
            Ledger.at(conf.ledger(), new IdentitySigner(identity)),
            audit);
    try {
      governance.record("application", description(sc, governance));
      conf.manifests().forEach(m -> governance.register(manifest(m, sc, identity)));
    } catch (RuntimeException e) {
      governance.uninstall();
      throw e;
    }
    return governance;
  }

  private static Manifest manifest(String fileOrFolder, SparkContext sc, NodeIdentity identity) {
    ManifestFile file = Manifests.file(fileOrFolder, sc::hadoopConfiguration);
    return ManifestStore.load(
        file, identity.trust().certificates(), signer -> checkSigner(file, signer, identity));
  }

  /** Who signs a manifest says where rows of every site may be: the coordinator, not any node. */
  static void checkSigner(Object file, X509Certificate signer, NodeIdentity identity) {
    NodeName name = NodeName.of(signer);
    if (!name.site().equals(identity.site())
        || !name.trustDomain().equals(identity.trustDomain())) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The manifest "
              + file
              + " is signed by "
              + name
              + ", expected a node of the coordinator's site "
              + identity.site()
              + " of "
              + identity.trustDomain()
              + ": shard the dataset again there.");
    }
  }

  private static void checkSite(NodeIdentity identity, Topology topology) {
    if (topology.site(identity.site()).isEmpty()
        || !topology.trustDomain().equals(identity.trustDomain())) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "The driver's certificate says site "
              + identity.site()
              + " of "
              + identity.trustDomain()
              + ", which topology "
              + topology.id()
              + " of "
              + topology.trustDomain()
              + " does not name. Set "
              + BailiwickConf.SITE_HOME
              + " to the home of one of its sites, or "
              + BailiwickConf.TOPOLOGY
              + " to a topology that has this one.");
    }
    String coordinator = topology.coordinator().name();
    if (!identity.site().equals(coordinator)) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "The driver's certificate says site "
              + identity.site()
              + ", but topology "
              + topology.id()
              + " has its coordinator at site "
              + coordinator
              + ", and only there may a driver run: start it with that site's home, or name another"
              + " coordinator in the topology.");
    }
  }

  private static Map<String, ?> description(SparkContext sc, Governance governance) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("application", governance.application());
    fields.put("name", sc.appName());
    fields.put("master", sc.master());
    fields.put("driver", governance.driverSite() + "/" + governance.identity().node());
    fields.put("topology", governance.topology().id());
    fields.put(
        "policies",
        governance.policies().policies().stream()
            .map((Policy p) -> p.id() + " " + p.version() + " sha256:" + p.sha256())
            .toList());
    return fields;
  }

  @Override
  public void registerMetrics(String appId, PluginContext context) {
    if (placement == null || !placement.isGuarded()) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "The scheduler of this application is not Bailiwick's, so nothing would keep tasks at"
              + " permitted sites. Is another cluster manager or plugin changing spark.master?");
    }
    String shuffle = SparkEnv.get().shuffleManager().getClass().getName();
    if (!shuffle.equals(DependentSettings.SHUFFLE_MANAGER)) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "The shuffle manager of this application is "
              + shuffle
              + ", expected "
              + DependentSettings.SHUFFLE_MANAGER
              + ": another plugin has replaced it, and blocks would not be sealed. Take that plugin"
              + " out of spark.plugins, or its setting spark.shuffle.manager away.");
    }
  }

  @Override
  public Object receive(Object message) {
    Governance governs = governance;
    if (governs == null) {
      throw new BailiwickException(ErrorCode.GUARD_MISSING, "The driver plugin is not started.");
    }
    if (message instanceof Wire.Hello hello) {
      return governs.desk().hello(hello.bytes());
    }
    if (message instanceof Wire.Register register) {
      return governs.desk().register(register.bytes());
    }
    if (message instanceof Wire.KeyRequest request) {
      return governs.desk().release(request.bytes());
    }
    if (message instanceof MemberWire.FromMember member) {
      return governs.desk().member(member);
    }
    if (message instanceof Wire.ToWrite shuffle) {
      return toWrite(shuffle, governs.keys()).sent();
    }
    if (message instanceof Wire.ToRead shuffle) {
      KeyScope scope = scope(shuffle.shuffleId(), shuffle.writer());
      int[] epochs =
          governs.keys().makes(scope)
              ? governs.keys().epochs(shuffle.shuffleId(), scope)
              : governs.desk().epochsOf(scope, shuffle.writer());
      return new Wire.Written(scope.toString(), epochs).sent();
    }
    if (message instanceof Wire.Touched touched) {
      governs
          .touches()
          .report(touched, governs.sites().siteProven(touched.executorId()), governs.shards());
      return true;
    }
    if (message instanceof Wire.Moved moved) {
      TransferClass.of(moved.transferClass())
          .ifPresent(c -> governs.recordTransfer(moved.from(), moved.to(), c, moved.bytes()));
      return true;
    }
    if (message instanceof Wire.Refused refused) {
      governs.denied(denial(refused, governs));
      return true;
    }
    throw new BailiwickException(
        ErrorCode.BAD_ARGUMENT, "A message that Bailiwick does not know: " + message.getClass());
  }

  private Wire.Grant toWrite(Wire.ToWrite message, KeyBroker keys) {
    message.sealed().forEach(keys::sealed);
    int shuffle = message.shuffleId();
    KeyScope scope = scope(shuffle, message.writer());
    if (!keys.makes(scope)) {
      return new Wire.Grant(keys.byMembers(scope));
    }
    ShuffleEpochs.Grant grant = keys.grant(shuffle, scope);
    try {
      // It may have been cleaned since it was looked up; then nobody would end its epoch.
      scope(shuffle, message.writer());
    } catch (BailiwickException e) {
      keys.shuffleEnded(shuffle);
      throw e;
    }
    return new Wire.Grant(grant);
  }

  private KeyScope scope(int shuffleId, String writer) {
    return Optional.ofNullable(placement)
        .flatMap(p -> p.scopeOf(shuffleId, writer))
        .orElseThrow(
            () ->
                new BailiwickException(
                    ErrorCode.KEY_NOT_RELEASED,
                    "Shuffle "
                        + shuffleId
                        + " was not judged by the scheduler, or the site of executor "
                        + writer
                        + " is not known; there is no key."));
  }

  private static Denial denial(Wire.Refused refused, Governance governs) {
    return new Denial(
        refused.what(),
        governs.sites().siteProven(refused.executorId()).orElse("unknown"),
        refused.transferClass(),
        "",
        "",
        "",
        refused.text(),
        refused.layer());
  }

  @Override
  public void shutdown() {
    Governance governs = governance;
    if (governs == null) {
      return;
    }
    try {
      governs.record("end", governs.totals());
    } finally {
      // Also when the log takes no more: no key outlives its application.
      governs.uninstall();
      SovereignCryptoFactory.forgetKeys();
    }
  }
}
