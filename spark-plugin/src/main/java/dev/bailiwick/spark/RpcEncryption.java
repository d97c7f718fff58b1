package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;

/**
 * The settings under which Spark's own channels are authenticated and encrypted: AES-GCM, the
 * second version of its handshake, and no way back to older ones. Task closures and results,
 * broadcasts and cached blocks travel on them, and Bailiwick does not seal those itself.
 *
 * <p>Spark reads them before it starts a plugin, and masters and workers have theirs from their own
 * start, so the plugin cannot turn encryption on: whoever starts these processes does, and the
 * plugin refuses to run without. The commands of Bailiwick that start clusters turn it on.
 */
public final class RpcEncryption {
  private static final Map<String, String> REQUIRED = required();
  private static final String HANDLER =
      "org.apache.spark.network.crypto.GcmTransportCipher$DecryptionHandler";
  private static final String TLS = "spark.ssl.rpc.enabled";

  private RpcEncryption() {}

  private static Map<String, String> required() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.authenticate", "true");
    settings.put("spark.network.crypto.enabled", "true");
    settings.put("spark.network.crypto.cipher", "AES/GCM/NoPadding");
    settings.put("spark.network.crypto.authEngineVersion", "2");
    settings.put("spark.network.crypto.saslFallback", "false");
    return Collections.unmodifiableMap(settings);
  }

  /**
   * What master, workers, driver and executors need, besides a secret that they share. It goes by
   * the environment variable {@code _SPARK_AUTH_SECRET}, or by {@code spark.authenticate.secret}.
   */
  public static Map<String, String> settings() {
    return REQUIRED;
  }

  /** Whether all of an application is one process, which sends nothing. */
  public static boolean isNeedless(String master) {
    return master.strip().equals("local") || master.strip().startsWith("local[");
  }

  /** What is not as it must be, in words; empty if all is. */
  public static List<String> faults(SparkConf conf) {
    List<String> faults = new ArrayList<>();
    REQUIRED.forEach(
        (key, value) -> {
          String found = conf.get(key, "").strip();
          if (!found.equalsIgnoreCase(value)) {
            faults.add(
                "%s is %s, expected %s".formatted(key, found.isEmpty() ? "not set" : found, value));
          }
        });
    if (conf.get(TLS, "").strip().equalsIgnoreCase("true")) {
      faults.add(
          TLS + " is true, which puts TLS without client certificates in place of it; remove it");
    }
    return faults;
  }

  /**
   * Refuses an application whose processes would speak in the clear.
   *
   * @throws BailiwickException SETTING_LEAKS with each setting and what to do; NOT_SUPPORTED if
   *     this Spark's encrypted channels lose messages
   */
  static void check(SparkConf conf, String master) {
    if (isNeedless(master)) {
      return;
    }
    checkChannel(handler());
    List<String> faults = faults(conf);
    if (!faults.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.SETTING_LEAKS,
          ("Bailiwick does not start on %s: what Spark itself sends between processes (tasks and"
                  + " their results, broadcasts, cached blocks) would not be encrypted. %s. Spark"
                  + " reads these settings before any plugin starts, so give them at the submission,"
                  + " and to master and workers when they start: %s; and the same secret to all of"
                  + " them, in the environment variable _SPARK_AUTH_SECRET (YARN and Kubernetes make"
                  + " their own). `bailiwick cluster up` does all that.")
              .formatted(master, String.join("; ", faults), asOptions()));
    }
  }

  private static Optional<Class<?>> handler() {
    try {
      return Optional.of(Class.forName(HANDLER, false, RpcEncryption.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Refuses a Spark whose AES-GCM drops every message of a channel but the first (SPARK-56227;
   * 4.1.3 has it mended): nothing would be said, and the application would wait until it is given
   * up.
   */
  static void checkChannel(Optional<Class<?>> handler) {
    boolean drops =
        handler.stream()
            .flatMap(h -> Arrays.stream(h.getDeclaredFields()))
            .anyMatch(f -> f.getName().equals("decrypter") && Modifier.isFinal(f.getModifiers()));
    if (drops) {
      throw new BailiwickException(
          ErrorCode.NOT_SUPPORTED,
          "Spark "
              + package$.MODULE$.SPARK_VERSION()
              + " loses messages on encrypted channels (SPARK-56227), and Bailiwick does not start"
              + " on several processes without encryption. Use Spark 4.1.3, or a master local[…].");
    }
  }

  /**
   * Refuses an executor that was started otherwise than its driver says.
   *
   * @throws BailiwickException SETTING_LEAKS
   */
  static void checkExecutor(SparkConf conf) {
    List<String> faults = faults(conf);
    if (!faults.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.SETTING_LEAKS,
          "This executor's channels are not encrypted as Bailiwick needs it: "
              + String.join("; ", faults)
              + ". Mend the settings of the worker that started it.");
    }
  }

  private static String asOptions() {
    List<String> options = new ArrayList<>();
    REQUIRED.forEach((key, value) -> options.add("--conf " + key + "=" + value));
    return String.join(" ", options);
  }
}
