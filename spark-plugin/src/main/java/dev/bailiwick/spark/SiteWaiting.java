package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;

/**
 * Waits until sites have proven that they have an executor: all of the topology before a plan is
 * carried out, since sources lie at some and the plan may put shards at any.
 */
final class SiteWaiting {
  private static final long POLL_NANOS = 50_000_000;

  private SiteWaiting() {}

  static void forSites(SparkContext sc, Governance governance, Progress progress) {
    Set<String> all = new TreeSet<>();
    governance.topology().sites().forEach(s -> all.add(s.name()));
    forSites(sc, governance, progress, all);
  }

  /** The same, for some of the sites. */
  static void forSites(
      SparkContext sc, Governance governance, Progress progress, Set<String> wanted) {
    if (sc.isLocal() || wanted.isEmpty()) {
      return;
    }
    long nanos = BailiwickConf.of(sc.getConf()).placementTimeout().toNanos();
    long end = System.nanoTime() + nanos;
    progress.line("waiting for executors at " + wanted);
    while (true) {
      Set<String> missing = new TreeSet<>(wanted);
      missing.removeAll(governance.runInfo().executorsBySite().keySet());
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE,
            "No executor has proven to be at %s within %d s. Is a worker running there, with %s in"
                    .formatted(missing, nanos / 1_000_000_000L, BailiwickConf.SITE_HOME_VARIABLE)
                + " its environment, a certificate of that site, and free cores?");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
