package dev.bailiwick.spark;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.bailiwick.crypto.Padding;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.Topology;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * The only reader of Bailiwick's settings. Every key, its default and its meaning stand here and in
 * {@code docs/configuration.md}.
 *
 * <p>Precedence of the site home: on an executor only the environment variable counts, because a
 * setting is the same for every executor and would make them all claim one site. On the driver the
 * setting counts first.
 */
public final class BailiwickConf {
  /** The topology document. Required. */
  public static final String TOPOLOGY = "spark.bailiwick.topology";

  /** Policy documents, separated by commas. Default: none, so nothing may leave its site. */
  public static final String POLICIES = "spark.bailiwick.policies";

  /** Manifests to govern from the start, separated by commas: folders or files. Default: none. */
  public static final String MANIFESTS = "spark.bailiwick.manifests";

  /** The site home of the driver. Default: the environment variable. */
  public static final String SITE_HOME = "spark.bailiwick.site.home";

  /** Where audit logs are written. Default: the folder {@code audit} in the driver's site home. */
  public static final String AUDIT_DIR = "spark.bailiwick.audit.dir";

  /**
   * The ledger of counts, shared by all runs that are under one limit. Default: {@code
   * ledger/ledger.jsonl} in the driver's site home.
   */
  public static final String LEDGER = "spark.bailiwick.ledger";

  /**
   * The access point at which the person in front of the driver is, besides the driver's own site:
   * rows that come to the driver must be permitted there too. Default: nowhere else.
   */
  public static final String VIEWER = "spark.bailiwick.viewer";

  /** How long a stage may wait with no permitted executor alive. Default: 120 s. */
  public static final String PLACEMENT_TIMEOUT = "spark.bailiwick.placement.timeout";

  /**
   * Bytes of rows that an executor keeps outside its heap for training. Default: half of {@code
   * spark.executor.memoryOverhead} where that is set, else half of what the JVM allows.
   */
  public static final String CACHE_BYTES = "spark.bailiwick.cache.bytes";

  /** How long shuffles are written under one key. Default: one hour. */
  public static final String ROTATE_AFTER = "spark.bailiwick.shuffle.rotateAfter";

  /** How many bytes of shuffles are sealed under one key. Default: 256 GiB. */
  public static final String ROTATE_AFTER_BYTES = "spark.bailiwick.shuffle.rotateAfterBytes";

  /** How shuffle blocks are padded: none, padme, or a number of bytes. Default: none. */
  public static final String SHUFFLE_PADDING = "spark.bailiwick.shuffle.padding";

  /** How assignments and updates are padded, in the same words. Default: none. */
  public static final String UPDATES_PADDING = "spark.bailiwick.updates.padding";

  /** Names the site home of a worker and its executors. */
  public static final String SITE_HOME_VARIABLE = "BAILIWICK_SITE_HOME";

  private static final long LEAST_ROTATION_MS = 100;
  private static final long MOST_ROTATION_MS = 365L * 24 * 3600 * 1000;
  private static final long LEAST_ROTATION_BYTES = 1 << 20;

  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  private final SparkConf conf;
  private final Map<String, String> environment;

  private BailiwickConf(SparkConf conf, Map<String, String> environment) {
    this.conf = conf;
    this.environment = environment;
  }

  /** Reads these settings and this process's environment. */
  public static BailiwickConf of(SparkConf conf) {
    return new BailiwickConf(conf, System.getenv());
  }

  static BailiwickConf of(SparkConf conf, Map<String, String> environment) {
    return new BailiwickConf(conf, environment);
  }

  /**
   * The topology document.
   *
   * @throws BailiwickException BAD_ARGUMENT when it is not set
   */
  public Path topology() {
    return Path.of(
        text(TOPOLOGY)
            .orElseThrow(
                () ->
                    new BailiwickException(
                        ErrorCode.BAD_ARGUMENT,
                        TOPOLOGY
                            + " is not set; expected the path of a topology document:"
                            + " without one no site is known, and nothing can be governed.")));
  }

  /** The policy documents. */
  public List<Path> policies() {
    return paths(POLICIES);
  }

  /** The manifests to register at the start, as given: paths or URIs. */
  public List<String> manifests() {
    return list(MANIFESTS);
  }

  /**
   * The site home of the driver: the setting, else the environment variable.
   *
   * @throws BailiwickException GUARD_MISSING when neither is set
   */
  public Path driverSiteHome() {
    return text(SITE_HOME)
        .or(() -> Optional.ofNullable(environment.get(SITE_HOME_VARIABLE)))
        .map(Path::of)
        .orElseThrow(
            () ->
                new BailiwickException(
                    ErrorCode.GUARD_MISSING,
                    "The driver has no identity: neither "
                        + SITE_HOME
                        + " nor the environment variable "
                        + SITE_HOME_VARIABLE
                        + " is set. Make a site home with 'bailiwick pki issue' and name it."));
  }

  /**
   * The site home of an executor: the environment variable only.
   *
   * @throws BailiwickException GUARD_MISSING when it is not set
   */
  public Path executorSiteHome() {
    String home = environment.get(SITE_HOME_VARIABLE);
    if (home == null || home.isBlank()) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "This executor has no identity: the environment variable "
              + SITE_HOME_VARIABLE
              + " is not set. Set it where the worker is started (executors inherit it).");
    }
    return Path.of(home);
  }

  /** Where audit logs are written. */
  public Path auditDir() {
    return text(AUDIT_DIR).map(Path::of).orElseGet(() -> driverSiteHome().resolve("audit"));
  }

  /**
   * The access point of the driver's user.
   *
   * @throws BailiwickException BAD_ARGUMENT when the topology has none of this name
   */
  public Optional<String> viewer(Topology topology) {
    Optional<String> name = text(VIEWER);
    List<String> known = topology.accessPoints().stream().map(Destination::name).toList();
    if (name.isPresent() && !known.contains(name.get())) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          VIEWER
              + " is '"
              + name.get()
              + "', which is no access point of topology "
              + topology.id()
              + "; expected one of "
              + known
              + ".");
    }
    return name;
  }

  /** The ledger of counts. */
  public Path ledger() {
    return text(LEDGER)
        .map(Path::of)
        .orElseGet(() -> driverSiteHome().resolve("ledger").resolve("ledger.jsonl"));
  }

  /** How long a stage may wait with no permitted executor alive; at least one second. */
  public Duration placementTimeout() {
    long seconds;
    try {
      seconds = conf.getTimeAsSeconds(PLACEMENT_TIMEOUT, "120s");
    } catch (RuntimeException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          PLACEMENT_TIMEOUT + " is not a duration such as 120s: " + e.getMessage(),
          e);
    }
    if (seconds < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          PLACEMENT_TIMEOUT + " is " + seconds + " s; expected at least 1 s.");
    }
    return Duration.ofSeconds(seconds);
  }

  /** How long shuffles are written under one key; at least 100 ms. */
  public Duration rotateAfter() {
    long millis;
    try {
      millis = conf.getTimeAsMs(ROTATE_AFTER, "1h");
    } catch (RuntimeException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          ROTATE_AFTER + " is not a duration such as 1h: " + e.getMessage(),
          e);
    }
    if (millis < LEAST_ROTATION_MS || millis > MOST_ROTATION_MS) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          ROTATE_AFTER + " is " + millis + " ms; expected 100 ms to 365 days.");
    }
    return Duration.ofMillis(millis);
  }

  /** How many bytes of shuffles are sealed under one key; at least 1 MiB. */
  public long rotateAfterBytes() {
    long bytes;
    try {
      bytes = conf.getSizeAsBytes(ROTATE_AFTER_BYTES, "256g");
    } catch (RuntimeException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          ROTATE_AFTER_BYTES + " is not a size such as 256g: " + e.getMessage(),
          e);
    }
    if (bytes < LEAST_ROTATION_BYTES) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          ROTATE_AFTER_BYTES + " is " + bytes + "; expected at least 1 MiB.");
    }
    return bytes;
  }

  /** How shuffle blocks are padded. */
  public Padding shufflePadding() {
    return padding(SHUFFLE_PADDING);
  }

  /** How assignments and updates are padded. */
  public Padding updatesPadding() {
    return padding(UPDATES_PADDING);
  }

  private Padding padding(String key) {
    try {
      return Padding.parse(text(key).orElse(""));
    } catch (BailiwickException e) {
      throw new BailiwickException(e.code(), key + ": " + e.getMessage(), e);
    }
  }

  /**
   * Bytes of rows that this process may keep outside its heap, at least 1. Half of what there is,
   * because Spark's network buffers and DL4J's natives live outside the heap too.
   */
  public long cacheBytes() {
    long bytes;
    try {
      if (text(CACHE_BYTES).isPresent()) {
        bytes = conf.getSizeAsBytes(CACHE_BYTES);
      } else if (conf.contains(OVERHEAD)) {
        bytes = conf.getSizeAsMb(OVERHEAD) * 1024 * 1024 / 2;
      } else {
        bytes = directMemory() / 2;
      }
    } catch (RuntimeException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, CACHE_BYTES + " is not a size such as 2g: " + e.getMessage(), e);
    }
    if (bytes < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, CACHE_BYTES + " is " + bytes + "; expected at least 1 byte.");
    }
    return bytes;
  }

  /** {@code -XX:MaxDirectMemorySize}; without it the JVM allows as much as the heap may have. */
  private static long directMemory() {
    long set =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
    return set > 0 ? set : Runtime.getRuntime().maxMemory();
  }

  private Optional<String> text(String key) {
    String value = conf.get(key, "").trim();
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private List<String> list(String key) {
    return Arrays.stream(conf.get(key, "").split(","))
        .map(String::trim)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private List<Path> paths(String key) {
    return list(key).stream().map(Path::of).toList();
  }
}
