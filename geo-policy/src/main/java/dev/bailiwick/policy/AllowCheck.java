package dev.bailiwick.policy;

import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How near an allow or an exception comes to a transfer. It is read narrowly. */
final class AllowCheck {
  private final Circumstances circumstances;
  private final Question question;
  private final Facts facts;
  private final LimitCheck limits;

  AllowCheck(Circumstances circumstances, Question question, Facts facts, LimitCheck limits) {
    this.circumstances = circumstances;
    this.question = question;
    this.facts = facts;
    this.limits = limits;
  }

  /** In which of class, law, category and place a rule differs from what is asked. */
  enum Miss {
    CLASS,
    LAW,
    CATEGORY,
    PLACE
  }

  List<Miss> misses(Rule rule, Location law, String category, TransferClass transfer) {
    List<Miss> misses = new ArrayList<>();
    if (!rule.transfer().contains(transfer)) {
      misses.add(Miss.CLASS);
    }
    if (!rule.governs(law, facts.day())) {
      misses.add(Miss.LAW);
    }
    if (!rule.governs(category)) {
      misses.add(Miss.CATEGORY);
    }
    if (place(rule).isEmpty()) {
      misses.add(Miss.PLACE);
    }
    return misses;
  }

  /** Whether it asks nothing more of the place, whatever the papers, counts and duties. */
  boolean covers(Rule rule, Location law, String category) {
    return rule.governs(law, facts.day())
        && rule.governs(category)
        && place(rule).filter(List::isEmpty).isPresent()
        && ofPlace(rule.when()).isEmpty();
  }

  /** What a rule that speaks of the transfer still lacks, the most telling first. */
  List<Lack> lacks(Rule rule) {
    List<Lack> lacks = new ArrayList<>(period(rule));
    lacks.addAll(place(rule).orElse(List.of()));
    lacks.addAll(ofPlace(rule.when()));
    for (Grant grant : rule.under()) {
      GrantCheck.lack(grant, circumstances, facts).ifPresent(lacks::add);
    }
    if (rule.limit() != null) {
      limits.lack(rule.limit()).ifPresent(lacks::add);
    }
    lacks.addAll(duties(rule.duties(), question.records(), circumstances.conduct()));
    lacks.sort(Comparator.comparingInt(lack -> Nearest.rank(lack.reason())));
    return lacks;
  }

  /**
   * Which duties a run does not fulfil; records that nobody counted yet are not held against it.
   */
  static List<Lack> duties(Duties duties, OptionalLong records, Conduct conduct) {
    List<Lack> lacks = new ArrayList<>();
    if (records.isPresent() && records.getAsLong() < duties.minRecords()) {
      lacks.add(
          duty(
              "it asks for at least "
                  + duties.minRecords()
                  + " records, and there are "
                  + records.getAsLong(),
              "take more records together"));
    }
    if (duties.secureAggregation() && !conduct.secureAggregation()) {
      lacks.add(duty("it asks for secure aggregation", "turn secure aggregation on"));
    }
    PrivacyBudget asked = duties.privacy();
    PrivacyBudget kept = conduct.privacy();
    if (asked != null && (kept == null || !kept.isWithin(asked))) {
      lacks.add(
          duty(
              "it asks for differential privacy within "
                  + asked
                  + (kept == null ? ", and the run has none" : ", and the run keeps to " + kept),
              "train with that budget"));
    }
    if (duties.attestation() && !conduct.attestation()) {
      lacks.add(duty("it asks for attestation", "run it on attested executors"));
    }
    Period longest = duties.keepAtMost();
    if (longest != null && keepsTooLong(conduct.keeps(), longest)) {
      lacks.add(
          duty(
              "it may be kept for " + longest + " at most, and the run does not end it by then",
              "state in the job that it is kept no longer"));
    }
    return lacks;
  }

  private static boolean keepsTooLong(@Nullable Period keeps, Period longest) {
    return keeps == null || Duties.days(keeps) > Duties.days(longest);
  }

  private static Lack duty(String text, String remedy) {
    return new Lack(Reason.DUTY, text, remedy);
  }

  private List<Lack> period(Rule rule) {
    if (rule.until() != null && facts.day().isAfter(rule.until())) {
      return List.of(
          new Lack(Reason.EXPIRED, "it expired on " + rule.until(), "a new exception, if any"));
    }
    if (rule.from() != null && facts.day().isBefore(rule.from())) {
      return List.of(
          new Lack(Reason.NOT_YET, "it begins on " + rule.from(), "wait until " + rule.from()));
    }
    return List.of();
  }

  /** Empty if the rule does not reach the place; otherwise what its table still asks for. */
  private Optional<List<Lack>> place(Rule rule) {
    for (Area area : rule.except()) {
      if (area.denying(question.to(), facts.day()) != Truth.NO) {
        return Optional.empty();
      }
    }
    return rule.to().stream()
        .flatMap(area -> area.allowing(question.to(), facts).stream())
        .min(Nearest.WAYS);
  }

  private List<Lack> ofPlace(When when) {
    List<Lack> lacks = new ArrayList<>();
    if (!when.operatedBy().isEmpty()) {
      operated(when.operatedBy()).ifPresent(lacks::add);
    }
    if (!when.controlledFrom().isEmpty()) {
      controlled(when.controlledFrom()).ifPresent(lacks::add);
    }
    when.certified().stream()
        .sorted()
        .forEach(c -> facts.lackOf(c, "it is for places").ifPresent(lacks::add));
    when.attested().stream()
        .sorted()
        .forEach(kind -> facts.lackOfAttestation(kind).ifPresent(lacks::add));
    return lacks;
  }

  private Optional<Lack> operated(Set<String> operators) {
    String names = String.join(" or ", operators.stream().sorted().toList());
    Optional<String> operator = facts.operator();
    if (operator.isEmpty()) {
      return Optional.of(
          new Lack(
              Reason.UNKNOWN_FACT,
              "it is for places of " + names + ", and the operator is not known",
              "a statement of who operates the place, " + facts.stated()));
    }
    return operators.contains(operator.get())
        ? Optional.empty()
        : Optional.of(
            new Lack(
                Reason.CONDITION,
                "it is for places of " + names + ", and " + operator.get() + " operates this one",
                "a place of " + names));
  }

  private Optional<Lack> controlled(List<Area> areas) {
    Set<Location> control = facts.control();
    String names = String.join(", ", areas.stream().map(Area::toString).toList());
    if (control.isEmpty()) {
      return Optional.of(
          new Lack(
              Reason.UNKNOWN_FACT,
              "it is for places controlled from " + names + ", and the control is not known",
              "a statement of from where the place is controlled, " + facts.stated()));
    }
    boolean inside =
        control.stream()
            .allMatch(from -> areas.stream().anyMatch(a -> a.surelyHolds(from, facts.day())));
    return inside
        ? Optional.empty()
        : Optional.of(
            new Lack(
                Reason.CONDITION,
                "it is for places controlled from " + names + ", and this one is from " + control,
                "a place controlled from " + names));
  }
}
