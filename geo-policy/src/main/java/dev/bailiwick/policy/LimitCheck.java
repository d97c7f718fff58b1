package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares what would be counted with a bound. */
final class LimitCheck {
  static final String UNREADABLE = "it has a limit, and the count cannot be read";

  /** The remedy of a count that cannot be read. */
  static final String MAKE_A_LEDGER =
      "a ledger that can be read: 'bailiwick policy ledger show' says what is wrong with it, and if"
          + " there never was one, 'bailiwick policy ledger init' makes it";

  private final Policy policy;
  private final String category;
  private final Question question;
  private final Counts counts;
  private final Facts facts;

  LimitCheck(Policy policy, String category, Question question, Counts counts, Facts facts) {
    this.policy = policy;
    this.category = category;
    this.question = question;
    this.counts = counts;
    this.facts = facts;
  }

  /** What is lacking if an allow with this limit does not hold. */
  Optional<Lack> lack(Limit limit) {
    OptionalLong amount = amount(limit);
    return switch (passes(limit)) {
      case NO -> Optional.empty();
      case YES -> Optional.of(passed(limit, amount.orElseThrow()));
      case UNKNOWN -> {
        if (amount.isEmpty()) {
          yield unknown("it has a limit, and nobody knows how many would be transferred");
        }
        yield limit.byOperator() && facts.operator().isEmpty()
            ? unknown("its limit is for each operator, and the operator is not known")
            : Optional.of(new Lack(Reason.UNKNOWN_FACT, UNREADABLE, MAKE_A_LEDGER));
      }
    };
  }

  /** Whether the count, with this transfer, passes the bound; it surely does if this alone does. */
  Truth passes(Limit limit) {
    OptionalLong amount = amount(limit);
    if (amount.isPresent() && amount.getAsLong() > limit.bound()) {
      return Truth.YES;
    }
    if (amount.isEmpty() || (limit.byOperator() && facts.operator().isEmpty())) {
      return Truth.UNKNOWN;
    }
    OptionalLong used = used(limit);
    return used.isEmpty()
        ? Truth.UNKNOWN
        : Truth.of(sum(used.getAsLong(), amount.getAsLong()) > limit.bound());
  }

  private Lack passed(Limit limit, long amount) {
    OptionalLong used = used(limit);
    String counted =
        used.isEmpty()
            ? amount + " at once"
            : sum(used.getAsLong(), amount)
                + " would be counted ("
                + used.getAsLong()
                + " before, "
                + amount
                + " now)";
    return new Lack(
        Reason.LIMIT,
        "its limit is " + limit + ", and " + counted,
        "transfer fewer, or wait until counted ones leave the window");
  }

  /** What a transfer under a rule with this limit adds; nothing if nobody knows how many. */
  Optional<Tally> tally(Limit limit, String rule, long bound) {
    OptionalLong amount = amount(limit);
    return amount.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Tally(
                policy.id(),
                category,
                persons(limit),
                facts.operator().orElse(""),
                amount.getAsLong(),
                facts.day(),
                bound,
                limit.from(facts.day()),
                limit.to(facts.day()),
                !limit.byOperator(),
                rule));
  }

  private OptionalLong used(Limit limit) {
    LocalDate day = facts.day();
    String operator = limit.byOperator() ? facts.operator().orElse("") : "";
    return counts.used(
        policy.id(), category, persons(limit), operator, limit.from(day), limit.to(day));
  }

  private boolean persons(Limit limit) {
    return limit.persons() && policy.subjectColumn().isPresent();
  }

  /** Where nobody counted the persons, each record counts as one: that is never too few. */
  private OptionalLong amount(Limit limit) {
    if (question.counted()) {
      return OptionalLong.of(0);
    }
    return persons(limit) && question.persons().isPresent()
        ? question.persons()
        : question.records();
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static Optional<Lack> unknown(String text) {
    return Optional.of(
        new Lack(Reason.UNKNOWN_FACT, text, "make the count known, or ask for fewer conditions"));
  }
}
