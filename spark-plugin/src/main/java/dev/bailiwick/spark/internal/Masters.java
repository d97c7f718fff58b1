package dev.bailiwick.spark.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The master strings that Spark itself understands, read as Spark reads them. */
final class Masters {
  /** What the plugin puts before the master, so that Spark asks us for the scheduler. */
  static final String PREFIX = "spark+bailiwick+";

  private static final Pattern LOCAL = Pattern.compile("local\\[([0-9]+|\\*)]");
  private static final Pattern LOCAL_FAILURES =
      Pattern.compile("local\\[([0-9]+|\\*)\\s*,\\s*([0-9]+)]");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*([0-9]+)\\s*,\\s*([0-9]+)\\s*,\\s*([0-9]+)\\s*]");

  private Masters() {}

  static boolean isOurs(String master) {
    return master.startsWith(PREFIX);
  }

  static String stock(String master) {
    return master.substring(PREFIX.length());
  }

  /** Threads and allowed failures of a local master. */
  record Local(int threads, int maxFailures) {}

  static boolean isLocal(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  static Local local(String master) {
    if (master.equals("local")) {
      return new Local(1, 1);
    }
    Matcher plain = LOCAL.matcher(master);
    if (plain.matches()) {
      return new Local(threads(plain.group(1)), 1);
    }
    Matcher failures = LOCAL_FAILURES.matcher(master);
    if (failures.matches()) {
      return new Local(threads(failures.group(1)), Integer.parseInt(failures.group(2)));
    }
    throw new IllegalArgumentException("Could not parse Master URL: '" + master + "'");
  }

  private static int threads(String text) {
    int n = text.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(text);
    if (n < 1) {
      throw new IllegalArgumentException("Asked to run locally with " + n + " threads");
    }
    return n;
  }

  /** Workers, cores and MiB a worker of a local cluster. */
  record LocalCluster(int workers, int cores, int memoryMib) {}

  static boolean isLocalCluster(String master) {
    return master.startsWith("local-cluster[");
  }

  static LocalCluster localCluster(String master) {
    Matcher m = LOCAL_CLUSTER.matcher(master);
    if (!m.matches()) {
      throw new IllegalArgumentException("Could not parse Master URL: '" + master + "'");
    }
    return new LocalCluster(
        Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
  }
}
