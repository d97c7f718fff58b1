package dev.bailiwick.cli.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Circumstances;
import dev.bailiwick.policy.Conduct;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.PrivacyBudget;
import dev.bailiwick.policy.ToolDays;
import dev.bailiwick.policy.ToolLaws;
import dev.bailiwick.policy.Use;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The circumstances that a person supposes: the day, the job, and what the run does. */
final class CaseOptions {
  @Option(
      names = "--law",
      split = ",",
      paramLabel = "CODE",
      description = "The laws of the rows. Default: all that the policies name.")
  List<String> laws = new ArrayList<>();

  @Option(
      names = "--on",
      paramLabel = "DAY",
      description = "On which day, as 2027-01-31. Default: today.")
  @Nullable LocalDate day;

  @Option(
      names = "--use",
      paramLabel = "USE",
      description = "What for: train, evaluate, serve, query. Default: train.")
  Use use = Use.TRAIN;

  @Option(
      names = "--under",
      split = ",",
      paramLabel = "GRANT",
      description = "The grants that the job cites.")
  List<String> cited = new ArrayList<>();

  @Option(
      names = "--home-copy",
      split = ",",
      paramLabel = "CODE",
      description = "Where a complete copy of the rows is recorded.")
  List<String> homeCopies = new ArrayList<>();

  @Option(
      names = "--counted",
      paramLabel = "N",
      description = "How many were counted before, for rules with a limit. Default: 0.")
  long counted;

  @Option(names = "--secure-aggregation", description = "The run uses secure aggregation.")
  boolean secureAggregation;

  @Option(names = "--attestation", description = "The run's executors are attested.")
  boolean attestation;

  @Option(
      names = "--privacy",
      split = ",",
      paramLabel = "EPSILON,DELTA",
      description = "The run keeps to this budget of differential privacy.")
  List<Double> privacy = new ArrayList<>();

  @Option(
      names = "--keeps",
      paramLabel = "PERIOD",
      description = "For how long the run keeps what it is given, such as P30D.")
  @Nullable Period keeps;

  /** The same policies in these circumstances. */
  PolicySet apply(PolicySet policies) {
    Instant at = day == null ? Instant.now() : ToolDays.noon(policies.policies(), day);
    Circumstances in =
        Circumstances.at(at)
            .withJob(use, Set.copyOf(cited))
            .withConduct(new Conduct(secureAggregation, budget(), attestation, keeps))
            .withHomeCopies(Set.copyOf(locations(homeCopies)))
            .withCounts(
                (policy, category, persons, operator, from, to) -> OptionalLong.of(counted));
    return policies.in(in);
  }

  /** The laws that were named, or else those that the policies name. */
  List<Location> lawsOf(PolicySet policies) {
    List<Location> found = laws.isEmpty() ? ToolLaws.of(policies.policies()) : locations(laws);
    if (found.isEmpty()) {
      throw wrong("the policies name no law: the rows say it; add --law CODE");
    }
    return found;
  }

  private @Nullable PrivacyBudget budget() {
    if (privacy.isEmpty()) {
      return null;
    }
    if (privacy.size() != 2) {
      throw wrong("--privacy takes two numbers: --privacy EPSILON,DELTA");
    }
    return new PrivacyBudget(privacy.get(0), privacy.get(1));
  }

  static List<Location> locations(List<String> codes) {
    return codes.stream().map(Location::of).toList();
  }

  static BailiwickException wrong(String message) {
    return new BailiwickException(ErrorCode.BAD_ARGUMENT, message);
  }
}
