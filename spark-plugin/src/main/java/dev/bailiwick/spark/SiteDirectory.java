package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which executor has proven which site. An executor is entered once, after its certificate and its
 * signature were verified, and never changes its site. Thread-safe.
 */
public final class SiteDirectory {
  private final Map<String, String> siteByExecutor = new ConcurrentHashMap<>();

  SiteDirectory() {}

  /**
   * Enters an executor.
   *
   * @throws BailiwickException NOT_AUTHENTIC when the id is taken: whoever comes second is not it
   */
  void enter(String executorId, String site) {
    String before = siteByExecutor.putIfAbsent(executorId, site);
    if (before != null) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "Executor "
              + executorId
              + " is registered already, at site "
              + before
              + "; a second registration (from site "
              + site
              + ") is refused.");
    }
  }

  /** The site of an executor, if it has proven one. */
  public Optional<String> site(String executorId) {
    return Optional.ofNullable(siteByExecutor.get(executorId));
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
