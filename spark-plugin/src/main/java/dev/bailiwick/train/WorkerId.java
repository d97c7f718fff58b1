package dev.bailiwick.train;

/**
 * Who trains: a place in a run, not a process. Executors come and go; a worker keeps its part of
 * the site's rows.
 *
 * @param site whose shards it trains on; {@link #UNGOVERNED} when no policy governs them
 * @param index of the worker among those of the site, from 0
 */
public record WorkerId(String site, int index) implements Comparable<WorkerId> {
  /** The site of a worker over data that no policy governs: it may run anywhere. */
  public static final String UNGOVERNED = "*";

  /** {@code SITE/INDEX}. */
  @Override
  public String toString() {
    return site + "/" + index;
  }

  /** By site, then by number. */
  @Override
  public int compareTo(WorkerId other) {
    int bySite = site.compareTo(other.site);
    return bySite != 0 ? bySite : Integer.compare(index, other.index);
  }
}
