package dev.bailiwick.sharding.placement;

import java.util.List;

/**
 * Why nothing can be placed: shards and sites that contradict each other, and no fewer of the
 * classes do. All numbers are those of the {@link PlacementProblem}.
 *
 * @param reason which kind of contradiction
 * @param classes the classes of the shards, ascending
 * @param shards as few shards of these classes as conflict already, ascending
 * @param sites all sites that these shards may be at and that take new shards, ascending
 * @param bytesNeeded what all shards of the classes take up that may be at no other site
 * @param bytesThere what the sites hold together
 * @param remedies each of them alone would lift this conflict
 */
public record PlacementConflict(
    Reason reason,
    List<Integer> classes,
    List<Integer> shards,
    List<Integer> sites,
    long bytesNeeded,
    long bytesThere,
    List<Remedy> remedies) {
  public PlacementConflict {
    classes = List.copyOf(classes);
    shards = List.copyOf(shards);
    sites = List.copyOf(sites);
    remedies = List.copyOf(remedies);
  }

  /** Kinds of contradiction. */
  public enum Reason {
    /** No permitted site takes the shard: there is none, or all drain. */
    NO_SITE,
    /** One shard is larger than each of its sites. */
    SHARD_TOO_LARGE,
    /** The sites hold less than the shards take up, however they are divided. */
    CAPACITY,
    /** The sites hold enough bytes, but whole shards do not fit; every way was tried. */
    WHOLE_SHARDS
  }

  /**
   * A change that would help.
   *
   * @param change what to do
   * @param classes for which classes; empty if it is for all
   * @param site at which site; -1 if at none
   * @param bytes for {@link Change#ADD_CAPACITY} how many more at least; else 0
   */
  public record Remedy(Change change, List<Integer> classes, int site, long bytes) {
    public Remedy {
      classes = List.copyOf(classes);
    }
  }

  /** Kinds of change. */
  public enum Change {
    ADD_CAPACITY,
    PERMIT_SITE,
    STOP_DRAINING
  }
}
