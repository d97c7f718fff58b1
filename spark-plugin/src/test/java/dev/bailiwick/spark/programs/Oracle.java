package dev.bailiwick.spark.programs;

import dev.bailiwick.spark.programs.NaiveRun.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What may be where, by a plain reading of the generated rules. */
final class Oracle {
  private final World world;

  Oracle(World world) {
    this.world = world;
  }

  /** Why no placement of single rows is legal; empty when one is. */
  Optional<String> illegal(Program program, NaiveRun naive) {
    for (NaiveRun.Seen seen : naive.seen()) {
      boolean met =
          switch (seen.need()) {
            case PLACE -> World.SITES.stream().anyMatch(site -> all(seen.o(), o -> at(o, site)));
            case DRIVER -> viewed(seen.o());
            case STORE -> stored(seen.o(), program.site());
            case CHECKPOINT -> stored(seen.o(), World.DRIVER);
          };
      if (!met) {
        return Optional.of(seen.need() + " of " + seen.o() + " at step " + seen.step());
      }
    }
    boolean released = program.action() != Program.Action.AGGREGATE || mayRelease(naive.rows());
    return released ? Optional.empty() : Optional.of("RELEASE");
  }

  /** An aggregate may be told by who may see the rows, or may have statistics of enough of them. */
  private boolean mayRelease(List<Rec> rows) {
    return rows.stream()
        .allMatch(
            r ->
                viewed(r.o())
                    || all(
                        r.o(),
                        o ->
                            world.dataset(o.dataset()).permits("statistics", World.DRIVER)
                                && world.dataset(o.dataset()).leastRecords() <= rows.size()));
  }

  private static boolean all(String o, Predicate<Origins.Origin> test) {
    return Origins.of(o).stream().allMatch(test);
  }

  private boolean at(Origins.Origin o, String site) {
    return world
        .dataset(o.dataset())
        .permits(o.mark() == Origins.READ ? "raw" : "intermediate", site);
  }

  private boolean viewed(String o) {
    return all(o, origin -> world.dataset(origin.dataset()).permits("view", World.DRIVER));
  }

  private boolean stored(String o, String site) {
    return all(o, origin -> world.dataset(origin.dataset()).permits("raw", site));
  }

  /**
   * What executors say that they had, and must not have had.
   *
   * @param line a line of a {@link Probe}
   */
  List<String> violations(String line) {
    String[] words = line.split(" ");
    String site = words[2];
    boolean shuffle = Boolean.parseBoolean(words[3]);
    boolean movable = Program.random(Long.parseLong(words[0]), world).settings().plainProbe();
    List<String> found = new ArrayList<>();
    for (Origins.Origin o : Origins.of(words[4])) {
      World.DataSet d = world.dataset(o.dataset());
      boolean permitted =
          switch (o.mark()) {
            // The optimiser may have moved this probe behind the shuffle that it stands before.
            case Origins.READ ->
                d.permits("raw", site) || (shuffle && movable && d.permits("intermediate", site));
            case Origins.DRIVER ->
                d.permits("intermediate", site) && d.permits("view", World.DRIVER);
            // Spark leaves a shuffle out where one partition has all rows; then they did not move.
            default -> d.permits("intermediate", site) || (!shuffle && d.permits("raw", site));
          };
      if (!permitted) {
        found.add("step %s: %s:%s at %s".formatted(words[1], d.name(), o.mark(), site));
      }
    }
    return found;
  }

  /** What a program that ran has given to the driver or written, and must not have. */
  List<String> violations(Program program, NaiveRun naive, List<String> result) {
    List<String> found = new ArrayList<>();
    for (String line : result) {
      int end = line.indexOf('|');
      boolean bad =
          switch (program.action()) {
            case COLLECT, RDD_COLLECT, ITERATOR -> !viewed(line.substring(0, end));
            case WRITE -> !stored(line.substring(0, end), program.site());
            default -> false;
          };
      if (bad) {
        found.add(program.action() + " of " + line);
      }
    }
    if (naive.isExact()) {
      if (program.action() == Program.Action.AGGREGATE && !mayRelease(naive.rows())) {
        found.add("an aggregate was told that may not be");
      }
      for (NaiveRun.Seen seen : naive.seen()) {
        boolean eager =
            seen.step() < program.steps().size()
                && seen.step() >= 0
                && program.steps().get(seen.step()).op() == Op.ROUND_TRIP;
        if (eager && seen.need() == Need.DRIVER && !viewed(seen.o())) {
          found.add("the driver has seen " + seen.o());
        }
        if (seen.need() == Need.CHECKPOINT && !stored(seen.o(), World.DRIVER)) {
          found.add("a checkpoint at " + World.DRIVER + " has " + seen.o());
        }
      }
    }
    return found;
  }
}
