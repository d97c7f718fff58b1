package dev.bailiwick.shuffle;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Gives every process of a test's cluster the same keys, and brings faults to the driver. How keys
 * really travel is the business of {@code dev.bailiwick.spark}.
 */
public final class ClusterKeysPlugin implements SparkPlugin {
  /** What the executors said. */
  static final List<String> FAULTS = new CopyOnWriteArrayList<>();

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Object receive(Object message) {
        FAULTS.add((String) message);
        return "";
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        ShuffleKeys.install(new Keys(context));
      }
    };
  }

  private static final class Keys implements ShuffleKeys {
    private final PluginContext context;
    private final EpochKey key =
        EpochKey.dangerouslyOfSecret(
            KeyScope.ungoverned("intermediate"),
            0,
            "cluster",
            "a secret of a test, 32 bytes long"
                .substring(0, 32)
                .getBytes(StandardCharsets.US_ASCII));

    Keys(PluginContext context) {
      this.context = context;
    }

    @Override
    public EpochKey keyFor(int shuffleId, int reduceId) {
      return key;
    }

    @Override
    public String application() {
      return "cluster";
    }

    @Override
    public void faultFound(ShuffleFault fault) {
      try {
        context.send(fault.toString());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
