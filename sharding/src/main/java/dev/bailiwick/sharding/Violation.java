package dev.bailiwick.sharding;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows of one law that already lie at a site where they may not be. They are in no shard, and
 * Bailiwick reads nothing of them there but their number.
 *
 * @param law the location whose law governs them
 * @param site where they lie
 * @param location where that site is
 * @param counts what was counted of them
 * @param denied the decision that forbids it: the class of transfer, the policy, rule and place
 * @param text the decision in words
 * @param waysHome the sites where they may be and that take something new, the nearest first: by
 *     seconds, then cost, then name
 * @param draining further sites where they may be, which take nothing new
 */
public record Violation(
    String law,
    String site,
    String location,
    List<SourceCount> counts,
    DecisionRef denied,
    String text,
    List<WayHome> waysHome,
    List<String> draining) {
  public Violation {
    counts = List.copyOf(counts);
    waysHome = List.copyOf(waysHome);
    draining = List.copyOf(draining);
  }

  /** How many rows. */
  public long rows() {
    return counts.stream().mapToLong(SourceCount::rows).sum();
  }

  /** About how many bytes they take; 0 if not known. */
  public long bytes() {
    return SourceCount.bytesOf(counts);
  }

  /** The sources that hold them, sorted. */
  public List<String> sources() {
    return counts.stream().map(SourceCount::source).distinct().sorted().toList();
  }

  /** What lies where, and why it may not. */
  public String found() {
    return "%,d rows under the law of %s lie at site '%s' (%s), where %s is not permitted: %s [%s]"
        .formatted(rows(), law, site, location, denied.transferClass(), text, denied.cited());
  }

  /** What the operator has to do. */
  public String remedy() {
    String from = "Bailiwick reads nothing of them where they lie";
    if (waysHome.isEmpty()) {
      return draining.isEmpty()
          ? "No site of the topology may hold them: leave these rows out of "
              + named()
              + ", or ask the steward for a rule that allows raw and intermediate where they lie; "
              + from
          : "They may be only at {"
              + String.join(", ", draining)
              + "}, which take nothing new: end the draining of one in the topology, or leave these"
              + " rows out of "
              + named()
              + "; "
              + from;
    }
    WayHome nearest = waysHome.get(0);
    return "They may be at {"
        + waysHome.stream().map(WayHome::site).sorted().collect(Collectors.joining(", "))
        + "}; the nearest is "
        + nearest.site()
        + " ("
        + Amounts.transfer(bytes(), nearest.seconds(), nearest.cost())
        + "). Move their files of "
        + named()
        + " there sealed, name that site in the job, and delete them at "
        + site
        + ", or leave these rows out; "
        + from;
  }

  private String named() {
    return sources().stream().map(s -> "'" + s + "'").collect(Collectors.joining(", "));
  }
}
