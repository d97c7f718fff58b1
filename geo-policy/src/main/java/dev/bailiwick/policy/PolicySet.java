package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.DecisionText.Deciding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policies that together govern a dataset.
 *
 * <p>Guarantees: nothing is allowed unless a rule of <em>every</em> policy allows it; a deny of any
 * policy overrides every allow; an empty set allows nothing; an unknown law allows nothing. Neither
 * the order of the policies nor that of their rules matters. One more policy, or one more deny,
 * never permits more.
 *
 * <p>Limits: it trusts the {@link Site} that it is asked about. Whether a process is at that site
 * is proven elsewhere, by its certificate.
 */
public final class PolicySet {
  private final List<Policy> policies;

  private PolicySet(List<Policy> policies) {
    this.policies = policies;
  }

  /**
   * These policies.
   *
   * @throws BailiwickException {@code BAD_DOCUMENT} if two have the same id
   */
  public static PolicySet of(List<Policy> policies) {
    List<Policy> sorted = new ArrayList<>(policies);
    sorted.sort(Comparator.comparing(Policy::id));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).id().equals(sorted.get(i - 1).id())) {
        throw sorted
            .get(i)
            .place()
            .error(
                "the policy '"
                    + sorted.get(i).id()
                    + "' is also at "
                    + sorted.get(i - 1).place()
                    + "; give each an id of its own, or name the file once.");
      }
    }
    return new PolicySet(List.copyOf(sorted));
  }

  /** The policies, sorted by id. */
  public List<Policy> policies() {
    return policies;
  }

  /** Those that govern a dataset; none allows nothing. */
  public PolicySet attachedTo(String datasetUri) {
    return new PolicySet(policies.stream().filter(policy -> policy.governs(datasetUri)).toList());
  }

  /**
   * The column that holds the law of each row.
   *
   * @throws BailiwickException {@code PLAN_INFEASIBLE} if the policies name different columns, or
   *     one a column and another a constant
   */
  public Optional<String> jurisdictionColumn() {
    return source() instanceof Jurisdiction.Column column
        ? Optional.of(column.name())
        : Optional.empty();
  }

  /**
   * The law of every row.
   *
   * @throws BailiwickException {@code PLAN_INFEASIBLE} if the policies name different laws, or one
   *     a column and another a constant
   */
  public Optional<Location> jurisdictionConstant() {
    return source() instanceof Jurisdiction.Constant constant
        ? Optional.of(constant.law())
        : Optional.empty();
  }

  /**
   * The law of a row whose jurisdiction column holds this value: what the map of the policy says,
   * or else the value itself if it is a code. Where the policies say a constant, that constant.
   *
   * @return empty if the law is unknown, also if two policies read the value differently
   */
  public Optional<Location> jurisdictionOf(@Nullable String valueInData) {
    Set<Optional<Location>> laws = new HashSet<>();
    for (Policy policy : policies) {
      laws.add(policy.jurisdiction().lawOf(valueInData));
    }
    return laws.size() == 1 ? laws.iterator().next() : Optional.empty();
  }

  /**
   * Whether something under a law may be at a site. Never throws: what cannot be evaluated is
   * denied.
   */
  public Decision decide(Location jurisdiction, TransferClass c, Site to) {
    try {
      return decided(jurisdiction, c, to);
    } catch (RuntimeException e) {
      return denied(Reason.UNKNOWN_FACT, "", "", "", DecisionText.failed(e));
    }
  }

  /** The sites of a topology at which something under a law may be. */
  public PermittedSet permitted(Location jurisdiction, TransferClass c, Topology topology) {
    return PermittedSet.of(
        topology.sites().stream()
            .filter(site -> decide(jurisdiction, c, site).allowed())
            .map(Site::name)
            .toList());
  }

  /**
   * From how many records something must be made at least to be at a site: the largest bound of the
   * rules that allow it; 0 if it is not allowed, or without a bound.
   */
  public long minRecords(Location jurisdiction, TransferClass c, Site to) {
    return decide(jurisdiction, c, to).minRecords();
  }

  private Decision decided(Location law, TransferClass c, Site to) {
    if (policies.isEmpty()) {
      return denied(Reason.NOT_ALLOWED, "", "", "", DecisionText.noPolicy(law, c, to));
    }
    if (!law.isKnown()) {
      Policy first = policies.get(0);
      String place = first.jurisdiction().place().toString();
      return denied(Reason.UNKNOWN_FACT, first.id(), "", place, DecisionText.unknownLaw(c, to));
    }
    for (Policy policy : policies) {
      for (Rule rule : policy.rules()) {
        if (!rule.allows() && rule.matches(law, c, to)) {
          String text = DecisionText.forbidden(new Deciding(policy, rule), law, c, to);
          return denied(Reason.FORBIDDEN, policy.id(), rule.id(), rule.place().toString(), text);
        }
      }
    }
    List<Deciding> deciding = new ArrayList<>();
    long minRecords = 0;
    for (Policy policy : policies) {
      List<Rule> allowing =
          policy.rules().stream().filter(r -> r.allows() && r.matches(law, c, to)).toList();
      if (allowing.isEmpty()) {
        return notAllowed(policy, law, c, to);
      }
      deciding.add(new Deciding(policy, allowing.get(0)));
      for (Rule rule : allowing) {
        minRecords = Math.max(minRecords, rule.minRecords());
      }
    }
    Deciding first = deciding.get(0);
    return new Decision(
        true,
        Reason.ALLOWED,
        first.policy().id(),
        first.rule().id(),
        first.rule().place().toString(),
        DecisionText.allowed(deciding, law, c, to, minRecords),
        minRecords);
  }

  private static Decision notAllowed(Policy policy, Location law, TransferClass c, Site to) {
    Optional<Rule> nearest =
        policy.rules().stream()
            .filter(rule -> rule.allows() && misses(rule, law, c, to) == 1)
            .min(Comparator.comparing(rule -> rule.transfer().contains(c) ? 0 : 1));
    String text =
        nearest
            .map(rule -> DecisionText.notAllowed(policy, rule, law, c, to))
            .orElseGet(() -> DecisionText.notAllowed(policy, law, c, to));
    String place = nearest.map(Rule::place).orElse(policy.place()).toString();
    return denied(Reason.NOT_ALLOWED, policy.id(), "", place, text);
  }

  /** In how many of law, class and site a rule differs from what is asked. */
  private static int misses(Rule rule, Location law, TransferClass c, Site to) {
    return (rule.transfer().contains(c) ? 0 : 1)
        + (rule.governs(law) ? 0 : 1)
        + (rule.reaches(to) ? 0 : 1);
  }

  private static Decision denied(
      Reason reason, String policy, String rule, String place, String text) {
    return new Decision(false, reason, policy, rule, place, text, 0);
  }

  private @Nullable Jurisdiction source() {
    Jurisdiction first = null;
    for (Policy policy : policies) {
      Jurisdiction next = policy.jurisdiction();
      if (first == null) {
        first = next;
      } else if (!agree(first, next)) {
        throw new BailiwickException(
            ErrorCode.PLAN_INFEASIBLE,
            next.place()
                + ": this policy takes the law of a row from another source than the one at "
                + first.place()
                + "; let both name the same column or the same law.");
      }
    }
    return first;
  }

  private static boolean agree(Jurisdiction a, Jurisdiction b) {
    if (a instanceof Jurisdiction.Constant x && b instanceof Jurisdiction.Constant y) {
      return x.law().equals(y.law());
    }
    return a instanceof Jurisdiction.Column x
        && b instanceof Jurisdiction.Column y
        && x.name().equals(y.name());
  }

  @Override
  public String toString() {
    return "policies " + policies;
  }
}
