package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.placement.PlacementConflict;
import dev.bailiwick.sharding.placement.PlacementConflict.Reason;
import dev.bailiwick.sharding.placement.PlacementConflict.Remedy;
import dev.bailiwick.sharding.placement.PlacementOutcome;
import dev.bailiwick.sharding.placement.PlacementOutcome.Infeasible;
import dev.bailiwick.sharding.placement.PlacementOutcome.NotFound;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts the numbers of a {@link PlacementConflict} into shards, laws, rules and sites. */
final class Conflict {
  private static final int SHOWN = 10;

  private final List<StratumRows> strata;
  private final Cut cut;
  private final ShardCutter cutter;
  private final List<String> sites;
  private final int[] classOf;

  /**
   * @param classOf the placement's class of each stratum
   */
  Conflict(
      List<StratumRows> strata, Cut cut, ShardCutter cutter, List<String> sites, int[] classOf) {
    this.strata = strata;
    this.cut = cut;
    this.cutter = cutter;
    this.sites = sites;
    this.classOf = classOf.clone();
  }

  BailiwickException refusal(PlacementOutcome outcome) {
    String message =
        outcome instanceof Infeasible infeasible
            ? joined(infeasible.conflicts().stream().map(this::text), "\n")
            : notFound((NotFound) outcome);
    return new BailiwickException(ErrorCode.PLAN_INFEASIBLE, message);
  }

  private String notFound(NotFound outcome) {
    return "No placement was found, and none was ruled out: the sites hold the bytes, but "
        + shards(outcome.shards())
        + " did not fit beside the others as tried. Lower rowsPerShard, or raise capacityGigabytes"
        + " of a site where they may be: "
        + rules(outcome.shards());
  }

  private String text(PlacementConflict c) {
    return shards(c.shards()) + " " + problem(c) + ". " + rules(c.shards()) + remedies(c);
  }

  private String problem(PlacementConflict c) {
    String at = "{" + joined(c.sites().stream().map(sites::get), ", ") + "}";
    if (c.reason() == Reason.NO_SITE) {
      Stratum stratum = strata.get(cut.stratum[c.shards().get(0)]).stratum();
      return "can be at no site: each of {"
          + String.join(", ", stratum.homes())
          + "} is draining and takes nothing new";
    }
    return switch (c.reason()) {
      case SHARD_TOO_LARGE ->
          "takes up %s, more than each of %s holds (at most %s)"
              .formatted(Amounts.bytes(c.bytesNeeded()), at, Amounts.bytes(c.bytesThere()));
      case CAPACITY ->
          "conflict: shards that may be only at %s take up %s, and the capacity there is %s in all"
              .formatted(at, Amounts.bytes(c.bytesNeeded()), Amounts.bytes(c.bytesThere()));
      default ->
          "do not fit as whole shards at %s, though they take up %s and the capacity is %s"
              .formatted(at, Amounts.bytes(c.bytesNeeded()), Amounts.bytes(c.bytesThere()));
    };
  }

  private String remedies(PlacementConflict c) {
    List<String> changes = new ArrayList<>();
    c.remedies().forEach(r -> changes.add(remedy(r, c.shards())));
    if (c.reason() != Reason.NO_SITE) {
      changes.add("leave rows out of the sources");
    }
    if (c.reason() == Reason.SHARD_TOO_LARGE || c.reason() == Reason.WHOLE_SHARDS) {
      changes.add("lower rowsPerShard");
    }
    return changes.isEmpty()
        ? ""
        : " Any one of these makes room: " + joined(changes.stream().distinct(), "; ");
  }

  private String remedy(Remedy r, List<Integer> shards) {
    String site = r.site() < 0 ? "" : sites.get(r.site());
    return switch (r.change()) {
      case ADD_CAPACITY ->
          "at least %s more capacityGigabytes at '%s'".formatted(Amounts.bytes(r.bytes()), site);
      case STOP_DRAINING -> "end the draining of '" + site + "'";
      case PERMIT_SITE ->
          "a rule that allows raw and intermediate at '"
              + site
              + "' for law "
              + laws(of(r.classes()))
              + denied(r, shards, site);
    };
  }

  /** Which rules deny a site now. */
  private String denied(Remedy r, List<Integer> shards, String site) {
    List<String> cited =
        strataOf(shards).stream()
            .filter(s -> r.classes().contains(classOf[s.index()]))
            .flatMap(s -> s.deniedAt(site).stream())
            .map(d -> d.transferClass() + " is denied by " + d.cited())
            .distinct()
            .limit(2)
            .toList();
    return cited.isEmpty() ? "" : " (" + String.join(", ", cited) + ")";
  }

  private List<Stratum> of(Collection<Integer> classes) {
    return strata.stream()
        .map(StratumRows::stratum)
        .filter(s -> classes.contains(classOf[s.index()]))
        .toList();
  }

  private List<Stratum> strataOf(List<Integer> shards) {
    return shards.stream()
        .map(i -> cut.stratum[i])
        .distinct()
        .sorted()
        .map(s -> strata.get(s).stratum())
        .toList();
  }

  private String shards(List<Integer> shards) {
    String named = joined(shards.stream().limit(SHOWN).map(cutter::id), ", ");
    List<Stratum> of = strataOf(shards);
    return (shards.size() == 1 ? "Shard " : "Shards ")
        + named
        + (shards.size() > SHOWN ? " and " + (shards.size() - SHOWN) + " more" : "")
        + " (law "
        + laws(of)
        + ", at "
        + joined(of.stream().map(Stratum::origin).distinct().sorted(), ", ")
        + ")";
  }

  private static String laws(List<Stratum> of) {
    return String.join(
        ", ",
        of.stream().flatMap(s -> s.laws().stream()).collect(Collectors.toCollection(TreeSet::new)));
  }

  /** What lets these shards be where they may be. */
  private String rules(List<Integer> shards) {
    Stream<String> cited =
        strataOf(shards).stream()
            .flatMap(
                s ->
                    s.allowedBy().stream()
                        .map(
                            d ->
                                d.transferClass()
                                    + " at {"
                                    + String.join(", ", d.sites())
                                    + "} by "
                                    + d.cited()));
    List<String> rules = cited.distinct().toList();
    return "They may be: "
        + joined(rules.stream().limit(SHOWN), "; ")
        + (rules.size() > SHOWN ? "; and by " + (rules.size() - SHOWN) + " more rules" : "")
        + ".";
  }

  private static String joined(Stream<String> texts, String by) {
    return texts.collect(Collectors.joining(by));
  }
}
