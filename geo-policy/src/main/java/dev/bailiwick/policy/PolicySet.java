package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policies that together govern a dataset, in the circumstances of a job and a moment.
 *
 * <p>Guarantees: nothing is allowed unless a rule of <em>every</em> policy allows it, for every law
 * of a row and every category of the data; a deny of any policy overrides every allow, exception
 * and release; an empty set allows nothing; an unknown law allows nothing. Neither the order of the
 * policies nor that of their rules matters. One more policy, one more deny, a higher count, a
 * withdrawn paper or an ended certificate never permits more.
 *
 * <p>Limits: it trusts the {@link Destination} that it is asked about. Whether a process is at that
 * site is proven elsewhere, by its certificate; who signed a statement is checked before.
 */
public final class PolicySet {
  private final List<Policy> policies;
  private final Circumstances circumstances;
  private final @Nullable Policy otherwise;

  private PolicySet(
      List<Policy> policies, Circumstances circumstances, @Nullable Policy otherwise) {
    this.policies = policies;
    this.circumstances = circumstances;
    this.otherwise = otherwise;
  }

  /**
   * These policies, for a job that trains now, and cites and promises nothing.
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
    return new PolicySet(List.copyOf(sorted), Circumstances.at(Instant.now()), null);
  }

  /** The same policies in other circumstances. */
  public PolicySet in(Circumstances others) {
    return new PolicySet(policies, others, otherwise);
  }

  /** The same policies, and one for datasets that none of them governs, whatever its pattern. */
  public PolicySet otherwise(Policy policy) {
    refuseOtherOfThisId(policies, policy);
    return new PolicySet(policies, circumstances, policy);
  }

  /**
   * The same policies and one more; the same document again changes nothing.
   *
   * @throws BailiwickException {@code BAD_DOCUMENT} if another document has its id
   */
  public PolicySet and(Policy policy) {
    if (policies.stream().anyMatch(one -> one.isSame(policy))) {
      return this;
    }
    if (otherwise != null) {
      refuseOtherOfThisId(List.of(otherwise), policy);
    }
    List<Policy> all = new ArrayList<>(policies);
    all.add(policy);
    return new PolicySet(of(all).policies, circumstances, otherwise);
  }

  /** A manifest names policies by their ids: one id must never mean two documents. */
  private static void refuseOtherOfThisId(List<Policy> known, Policy policy) {
    for (Policy one : known) {
      if (one.id().equals(policy.id()) && !one.sha256().equals(policy.sha256())) {
        throw policy
            .place()
            .error(
                "the policy '"
                    + policy.id()
                    + "' is also at "
                    + one.place()
                    + ", with another text; give each an id of its own.");
      }
    }
  }

  /** In which circumstances it decides. */
  public Circumstances circumstances() {
    return circumstances;
  }

  /** The policies, sorted by id. */
  public List<Policy> policies() {
    return policies;
  }

  /** Those that govern a dataset, or else the default policy; none allows nothing. */
  public PolicySet attachedTo(String datasetUri) {
    List<Policy> attached = policies.stream().filter(policy -> policy.governs(datasetUri)).toList();
    Policy fallback = otherwise;
    return attached.isEmpty() && fallback != null
        ? new PolicySet(List.of(fallback), circumstances, null)
        : new PolicySet(attached, circumstances, null);
  }

  /** Those with these ids; empty if one of them is missing. */
  public Optional<PolicySet> withIds(Collection<String> ids) {
    List<Policy> found = new ArrayList<>(policies);
    Policy fallback = otherwise;
    if (fallback != null && found.stream().noneMatch(p -> p.id().equals(fallback.id()))) {
      found.add(fallback);
    }
    found.removeIf(policy -> !ids.contains(policy.id()));
    return found.size() == Set.copyOf(ids).size()
        ? Optional.of(new PolicySet(List.copyOf(found), circumstances, null))
        : Optional.empty();
  }

  /** The columns that any policy gives categories of their own, sorted. */
  public List<String> categorisedColumns() {
    return policies.stream()
        .flatMap(p -> p.data().categories().byColumn().entrySet().stream())
        .filter(column -> !column.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * The columns that hold the laws of each row; none if one law governs all rows.
   *
   * @throws BailiwickException {@code PLAN_INFEASIBLE} if the policies name different columns, or
   *     one a column and another a constant
   */
  public List<String> jurisdictionColumns() {
    return source() instanceof Jurisdiction.Columns columns ? columns.names() : List.of();
  }

  /**
   * The same where data is sharded.
   *
   * @throws BailiwickException {@code NOT_SUPPORTED} if a row is under the laws of several columns,
   *     which this version decides but does not shard
   */
  public Optional<String> jurisdictionColumn() {
    List<String> names = jurisdictionColumns();
    if (names.size() > 1) {
      throw policies
          .get(0)
          .jurisdiction()
          .place()
          .notSupported(
              "columns", "data under the laws of several columns is not sharded; name one column");
    }
    return names.stream().findFirst();
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
   * The law that a value of a jurisdiction column states: what the map of the policy says, or else
   * the value itself if it is a code. Where the policies say a constant, that constant.
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

  /** Decides. Never throws: what cannot be evaluated is denied. */
  public Decision decide(Question question) {
    try {
      return decided(question);
    } catch (RuntimeException e) {
      return Decisions.denied(Reason.UNKNOWN_FACT, "", "", "", DecisionText.failed(e), "", "");
    }
  }

  /**
   * Whether something under a law may be at a site, as a plan asks before it knows how much there
   * is: of what is made of rows a limit is held against what was counted so far, and the run
   * reserves its own amounts later; rows of unknown number are denied under any limit.
   */
  public Decision decide(Location law, TransferClass c, Site to) {
    return decide(planned(law, c, to));
  }

  private static Question planned(Location law, TransferClass c, Site to) {
    Question question = Question.of(law, c, to.destination());
    return c.isMadeOfRows() ? question.asCounted() : question;
  }

  /**
   * Whether a complete copy of the rows may be moved away or destroyed: a copy at home stays while
   * there are copies elsewhere and no other at home. Where complete copies are, the circumstances
   * say.
   *
   * @param from where the copy is
   * @param elsewhere where other copies of the rows are
   */
  public Decision decideRemoval(Location from, Set<Location> elsewhere) {
    return Decisions.ofRemoval(policies, circumstances, from, elsewhere);
  }

  /** Whether {@link #decide(Question)} allows it, without the words. */
  public boolean allows(Question question) {
    try {
      return !policies.isEmpty()
          && policies.stream()
              .allMatch(policy -> outcomes(policy, question).stream().allMatch(Outcome::allowed));
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** The sites of a topology at which something under a law may be, as a plan asks. */
  public PermittedSet permitted(Location law, TransferClass c, Topology topology) {
    return PermittedSet.of(
        topology.sites().stream()
            .filter(site -> allows(planned(law, c, site)))
            .map(Site::name)
            .toList());
  }

  /**
   * From how many records something must be made at least to be at a site: the largest bound of the
   * policies that allow it; 0 if it is not allowed, or without a bound.
   */
  public long minRecords(Location law, TransferClass c, Site to) {
    return decide(law, c, to).minRecords();
  }

  private static List<Outcome> outcomes(Policy policy, Question question, Circumstances in) {
    Evaluator evaluator = new Evaluator(policy, question, in);
    Collection<String> asked = question.categories();
    Collection<String> categories =
        asked == null
            ? policy.data().categories().whole()
            : asked.isEmpty() ? List.of("") : asked.stream().sorted().toList();
    List<Outcome> outcomes = new ArrayList<>();
    for (Location law : question.laws()) {
      for (String category : categories) {
        outcomes.add(evaluator.outcome(law, category));
      }
    }
    return outcomes;
  }

  private List<Outcome> outcomes(Policy policy, Question question) {
    return outcomes(policy, question, circumstances);
  }

  private Decision decided(Question question) {
    DecisionText text = new DecisionText(question, circumstances.at());
    if (policies.isEmpty()) {
      String remedy = "attach a policy to the dataset that allows it";
      return Decisions.denied(Reason.NOT_ALLOWED, "", "", "", text.noPolicy(), "", remedy);
    }
    List<Outcome> all = outcomes(question);
    return Decisions.denial(all)
        .map(denial -> Decisions.denied(denial, text))
        .orElseGet(() -> Decisions.allowed(all, text));
  }

  /** What each policy says, for each law and category; only for the tools that put it in words. */
  List<Outcome> outcomes(Question question) {
    List<Outcome> all = new ArrayList<>();
    policies.forEach(policy -> all.addAll(outcomes(policy, question)));
    return all;
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
    return a instanceof Jurisdiction.Columns x
        && b instanceof Jurisdiction.Columns y
        && x.names().equals(y.names());
  }

  @Override
  public String toString() {
    return "policies " + policies;
  }
}
