package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a deny fires. It is read widely, and whatever is not known false makes it fire. */
final class DenyCheck {
  private final Circumstances circumstances;
  private final Destination to;
  private final Facts facts;
  private final LimitCheck limits;

  DenyCheck(Circumstances circumstances, Destination to, Facts facts, LimitCheck limits) {
    this.circumstances = circumstances;
    this.to = to;
    this.facts = facts;
    this.limits = limits;
  }

  /**
   * What a deny says.
   *
   * @param lacks which facts are missing, or why a paper does not lift it
   */
  record Result(Truth fires, List<Lack> lacks) {}

  Result check(Rule rule, Location law, String category, TransferClass transfer) {
    List<Lack> lacks = new ArrayList<>();
    Truth fires = reaches(rule, law, category, transfer, lacks);
    if (fires != Truth.NO && rule.limit() != null) {
      fires = fires.and(noted(limits.passes(rule.limit()), "the count is not known", lacks));
    }
    return fires == Truth.NO ? new Result(Truth.NO, List.of()) : lifted(rule, fires, lacks);
  }

  /** Whether it speaks of the transfer at all, whatever the count and the papers say. */
  Truth reaches(
      Rule rule, Location law, String category, TransferClass transfer, List<Lack> lacks) {
    if (!rule.transfer().contains(transfer)
        || !rule.governs(law, facts.day())
        || !rule.governs(category)) {
      return Truth.NO;
    }
    Truth place = Truth.NO;
    for (Area area : rule.to()) {
      Truth reached = area.denying(to, facts.day());
      place = place == Truth.YES || reached == Truth.YES ? Truth.YES : widest(place, reached);
    }
    if (place == Truth.NO || isExcepted(rule)) {
      return Truth.NO;
    }
    return noted(place, "the location of the place is not known", lacks)
        .and(operated(rule.when(), lacks))
        .and(controlled(rule.when(), lacks));
  }

  private boolean isExcepted(Rule rule) {
    return rule.except().stream()
        .anyMatch(area -> area.allowing(to, facts).filter(List::isEmpty).isPresent());
  }

  private Truth operated(When when, List<Lack> lacks) {
    if (when.operatedBy().isEmpty()) {
      return Truth.YES;
    }
    Optional<String> operator = facts.operator();
    return operator.isPresent()
        ? Truth.of(when.operatedBy().contains(operator.get()))
        : noted(Truth.UNKNOWN, "the operator of the place is not known", lacks);
  }

  private Truth controlled(When when, List<Lack> lacks) {
    if (when.controlledFrom().isEmpty()) {
      return Truth.YES;
    }
    Set<Location> control = facts.control();
    return control.isEmpty()
        ? noted(Truth.UNKNOWN, "it is not known from where the place is controlled", lacks)
        : Truth.of(
            control.stream()
                .anyMatch(
                    from ->
                        when.controlledFrom().stream()
                            .anyMatch(area -> area.mayHold(from, facts.day()))));
  }

  private Result lifted(Rule rule, Truth fires, List<Lack> lacks) {
    List<Lack> papers = new ArrayList<>();
    for (Grant grant : rule.unless()) {
      Optional<Lack> lack = GrantCheck.lack(grant, circumstances, facts);
      if (lack.isEmpty()) {
        return new Result(Truth.NO, List.of());
      }
      papers.add(lack.get());
    }
    return new Result(fires, fires == Truth.YES ? papers : lacks);
  }

  private static Truth widest(Truth a, Truth b) {
    return a == Truth.UNKNOWN || b == Truth.UNKNOWN ? Truth.UNKNOWN : Truth.NO;
  }

  private Truth noted(Truth truth, String text, List<Lack> lacks) {
    if (truth == Truth.UNKNOWN) {
      lacks.add(new Lack(Reason.UNKNOWN_FACT, text, "make it known, " + facts.stated()));
    }
    return truth;
  }
}
