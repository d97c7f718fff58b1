package dev.bailiwick.spark;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.Registration;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.spark.ShardTouch;
import dev.bailiwick.sharding.spark.SovereignCryptoFactory;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * The plugin in an executor: proves to the driver at which site this process is, before Spark
 * offers it a task. A process that cannot prove it ends here. When the executor ends, its keys do.
 */
final class ExecutorSide implements ExecutorPlugin {
  /** Spark's name for the executor inside the driver, in local mode. */
  private static final String LOCAL = "driver";

  private volatile @Nullable SiteRuntime runtime;

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    try {
      runtime = start(context, fromDriver);
    } catch (BailiwickException e) {
      throw e;
    } catch (Exception e) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "This executor could not prove its site to the driver: " + e.getMessage(),
          e);
    }
  }

  private static SiteRuntime start(PluginContext context, Map<String, String> fromDriver)
      throws Exception {
    BailiwickConf conf = BailiwickConf.of(context.conf());
    String executorId = context.executorID();
    if (!executorId.equals(LOCAL)) {
      RpcEncryption.checkExecutor(context.conf());
    }
    Path home = executorId.equals(LOCAL) ? conf.driverSiteHome() : conf.executorSiteHome();
    NodeIdentity identity = NodeIdentity.load(home);
    String application = fromDriver.get(DriverSide.APPLICATION);
    if (application == null) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING, "The driver told no application: is its plugin another one?");
    }
    Registration registration =
        new Registration(identity, application, executorId, identity.trust());
    try {
      byte[] challenge = (byte[]) context.ask(new Wire.Hello(registration.hello()));
      byte[] reply = (byte[]) context.ask(new Wire.Register(registration.register(challenge)));
      registration.complete(reply);
    } catch (Exception e) {
      registration.close();
      throw e;
    }
    SiteRuntime runtime =
        new SiteRuntime(
            identity, application, executorId, registration, context, conf.shufflePadding());
    SiteHome.set(home);
    SiteHome.identifiedBy(identity::site);
    ShardTouch.install(new ReportedTouches(runtime));
    ShuffleKeys.install(runtime.shuffles());
    SiteRuntime.install(runtime);
    return runtime;
  }

  @Override
  public void shutdown() {
    SiteRuntime ending = runtime;
    runtime = null;
    if (ending != null) {
      ending.close();
      SovereignCryptoFactory.forgetKeys();
    }
  }
}
