package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which executor has proven which site. An executor is entered once, after its certificate and its
 * signature were verified, and never changes its site; when Spark loses it, it is at no site any
 * more. What it proved is remembered: blocks that it wrote may still be read, and nobody else may
 * take its id. Thread-safe.
 */
public final class SiteDirectory {
  private final Map<String, String> siteByExecutor = new ConcurrentHashMap<>();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  SiteDirectory() {}

  /**
   * Enters an executor.
   *
   * @throws BailiwickException NOT_AUTHENTIC when the id is or was taken: whoever comes second is
   *     not it
   */
  void enter(String executorId, String site) {
    String before = siteByExecutor.putIfAbsent(executorId, site);
    if (before != null) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "Executor "
              + executorId
              + (gone.contains(executorId)
                  ? " was registered before and was lost, at site "
                  : " is registered already, at site ")
              + before
              + "; a second registration (from site "
              + site
              + ") is refused.");
    }
  }

  /** An executor is gone: from now on it is at no site, and its id is not given again. */
  void leave(String executorId) {
    if (siteByExecutor.containsKey(executorId)) {
      gone.add(executorId);
    }
  }

  /** The site of an executor, if it has proven one and is not lost: where work may be given to. */
  public Optional<String> site(String executorId) {
    return gone.contains(executorId) ? Optional.empty() : siteProven(executorId);
  }

  /** The site that an executor has proven, also if it is lost since: where something was done. */
  public Optional<String> siteProven(String executorId) {
    return Optional.ofNullable(siteByExecutor.get(executorId));
  }

  /** The sites at which an executor is that is not lost. */
  public Set<String> sitesNow() {
    Set<String> sites = new TreeSet<>();
    siteByExecutor.forEach(
        (executor, site) -> {
          if (!gone.contains(executor)) {
            sites.add(site);
          }
        });
    return sites;
  }

  /** All executors that ever registered, by site; both sorted. */
  public Map<String, List<String>> executorsBySite() {
    Map<String, List<String>> bySite = new TreeMap<>();
    siteByExecutor.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> bySite.merge(e.getValue(), List.of(e.getKey()), SiteDirectory::concat));
    return bySite;
  }

  private static List<String> concat(List<String> a, List<String> b) {
    return java.util.stream.Stream.concat(a.stream(), b.stream()).toList();
  }
}
