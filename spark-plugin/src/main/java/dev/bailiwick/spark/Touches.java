package dev.bailiwick.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What executors say that they touched: counted by themselves when a key of a file was released to
 * them or when they used rows that they keep, not by the scheduler that placed them. A report
 * arrives before its task ends. Thread-safe.
 */
public final class Touches {
  private static final int EXAMPLES = 20;

  /** An application may run for months, and a path is what an executor says that it is. */
  private static final int PLACES = 65_536;

  private final AtomicLong tasks = new AtomicLong();
  private final AtomicLong outside = new AtomicLong();
  private final List<String> examples = new ArrayList<>();
  private final Map<Place, Long> places = new LinkedHashMap<>();

  /** Stands for all files for which there was no room. */
  static final String FURTHER = "(further files)";

  /** A file and the site at which tasks touched it. */
  public record Place(String path, String site) {}

  Touches() {}

  /** A report of one task, compared with what is permitted. */
  void report(Wire.Touched report, Optional<String> provenSite, ShardRegistry shards) {
    String site = provenSite.orElse("unknown");
    tasks.incrementAndGet();
    boolean bad = false;
    for (String path : report.paths()) {
      touched(new Place(path, site));
      Optional<Governed> governed = shards.find(path);
      boolean permitted =
          governed.isEmpty()
              || governed.get().permitted(dev.bailiwick.policy.TransferClass.RAW).contains(site);
      if (!permitted || !report.site().equals(site)) {
        bad = true;
        example(path + " at site " + site + " by task " + report.taskAttemptId());
      }
    }
    if (bad) {
      outside.incrementAndGet();
    }
  }

  private synchronized void touched(Place place) {
    boolean known = places.containsKey(place) || places.size() < PLACES;
    places.merge(known ? place : new Place(FURTHER, place.site()), 1L, Long::sum);
  }

  /**
   * How many task attempts touched which file at which site, in the order of the first touch. After
   * 65,536 of them, further files of a site are counted together.
   */
  public synchronized Map<Place, Long> places() {
    return new LinkedHashMap<>(places);
  }

  private synchronized void example(String text) {
    if (examples.size() < EXAMPLES) {
      examples.add(text);
    }
  }

  /** How many task attempts touched at least one shard. */
  public long total() {
    return tasks.get();
  }

  /** How many of them ran at a site that a shard they touched does not permit. Must be 0. */
  public long outsidePermittedSet() {
    return outside.get();
  }

  /** The first few of those, for the report. */
  public synchronized List<String> examples() {
    return List.copyOf(examples);
  }
}
