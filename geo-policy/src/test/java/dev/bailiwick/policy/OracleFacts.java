package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the {@link Oracle} knows of a place, a day and a job when one policy reads them. */
final class OracleFacts {
  final Policy policy;
  final Circumstances in;
  final LocalDate day;
  final String place;
  final @Nullable String operator;
  final Set<String> control = new HashSet<>();
  final Set<String> certificates = new HashSet<>();
  final Set<String> attestations = new HashSet<>();
  private final Question question;

  OracleFacts(Policy policy, Circumstances in, Question question) {
    this.policy = policy;
    this.in = in;
    this.question = question;
    this.day = in.at().atZone(policy.head().zone()).toLocalDate();
    this.place = question.to().location().code();
    Set<String> operators = new HashSet<>();
    for (Statement statement : question.to().statements()) {
      if (policy.papers().trust().contains(statement.by())
          && within(statement.from(), statement.until())) {
        if (statement.fact() instanceof Statement.Operator f) {
          operators.add(f.name());
        } else if (statement.fact() instanceof Statement.ControlledFrom f) {
          f.countries().forEach(country -> control.add(country.code()));
        } else if (statement.fact() instanceof Statement.Certified f) {
          certificates.add(f.certificate());
        } else if (statement.fact() instanceof Statement.Attested f) {
          attestations.add(f.kind());
        }
      }
    }
    this.operator = operators.size() == 1 ? operators.iterator().next() : null;
  }

  boolean within(@Nullable LocalDate from, @Nullable LocalDate until) {
    return (from == null || day.compareTo(from) >= 0)
        && (until == null || day.compareTo(until) <= 0);
  }

  boolean placeIsKnown() {
    return !place.equals("unknown");
  }

  /** Why a grant does not hold, of several reasons the gravest; null if it does. */
  @Nullable Reason lackOf(Grant grant) {
    if (grant.withdrawn() != null && day.compareTo(grant.withdrawn()) >= 0) {
      return Reason.WITHDRAWN;
    }
    if (grant.until() != null && day.compareTo(grant.until()) > 0) {
      return Reason.EXPIRED;
    }
    if (!grant.parties().isEmpty() && operator == null) {
      return Reason.UNKNOWN_FACT;
    }
    if (grant.from() != null && day.compareTo(grant.from()) < 0) {
      return Reason.NOT_YET;
    }
    if (!grant.uses().isEmpty() && !grant.uses().contains(in.use())) {
      return Reason.USE;
    }
    boolean cited = grant.purpose() == null || in.cited().contains(grant.id());
    boolean covers = grant.parties().isEmpty() || grant.parties().contains(operator);
    return cited && covers ? null : Reason.CONDITION;
  }

  private boolean persons(Limit limit) {
    return limit.persons() && !policy.data().subject().isEmpty();
  }

  private OptionalLong amount(Limit limit) {
    return persons(limit) && question.persons().isPresent()
        ? question.persons()
        : question.records();
  }

  private LocalDate from(Limit limit) {
    return limit.trailing() == null
        ? LocalDate.of(day.getYear(), 1, 1)
        : day.minus(limit.trailing()).plusDays(1);
  }

  private LocalDate to(Limit limit) {
    return limit.trailing() == null ? LocalDate.of(day.getYear(), 12, 31) : day;
  }

  /** Whether a transfer passes a limit. */
  Truth passes(Limit limit, String category) {
    OptionalLong amount = amount(limit);
    if (amount.isEmpty()) {
      return Truth.UNKNOWN;
    }
    if (amount.getAsLong() > limit.bound()) {
      return Truth.YES;
    }
    if (limit.byOperator() && operator == null) {
      return Truth.UNKNOWN;
    }
    String whose = limit.byOperator() ? operator : "";
    OptionalLong before =
        in.counts().used(policy.id(), category, persons(limit), whose, from(limit), to(limit));
    if (before.isEmpty()) {
      return Truth.UNKNOWN;
    }
    return before.getAsLong() + amount.getAsLong() > limit.bound() ? Truth.YES : Truth.NO;
  }

  /** What a rule counts of the transfer, if anybody knows how much that is. */
  Optional<Tally> tally(Rule rule, String category, boolean binds) {
    Limit limit = rule.limit();
    return amount(limit).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Tally(
                policy.id(),
                category,
                persons(limit),
                operator == null ? "" : operator,
                amount(limit).getAsLong(),
                day,
                binds ? limit.bound() : Long.MAX_VALUE,
                from(limit),
                to(limit),
                !limit.byOperator(),
                rule.id()));
  }

  /** A law, a country of control or the home of a copy, read narrowly. */
  boolean surely(List<Area> areas, String code) {
    for (Area area : areas) {
      if (area instanceof Area.Countries countries && Atlas.holds(countries.name(), code)) {
        return true;
      }
      if (area instanceof Area.Table table) {
        for (LocationTable.Entry entry : table.table().entries()) {
          if (entry.certified().isEmpty()
              && within(entry.from(), entry.until())
              && Atlas.holds(entry.location().code(), code)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The same, read widely. */
  boolean perhaps(List<Area> areas, String code) {
    for (Area area : areas) {
      if (area instanceof Area.Countries countries && Atlas.mayHold(countries.name(), code)) {
        return true;
      }
      if (area instanceof Area.Table table) {
        for (LocationTable.Entry entry : table.table().entries()) {
          if (within(entry.from(), entry.until()) && Atlas.mayHold(entry.location().code(), code)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether one of some areas may hold the place. */
  Truth mayHoldPlace(List<Area> areas) {
    boolean unknown = false;
    for (Area area : areas) {
      if (area instanceof Area.Anywhere || (area instanceof Area.Named named && isPlace(named))) {
        return Truth.YES;
      }
      if (!(area instanceof Area.Named)) {
        unknown |= !placeIsKnown();
        if (placeIsKnown() && perhaps(List.of(area), place)) {
          return Truth.YES;
        }
      }
    }
    return unknown ? Truth.UNKNOWN : Truth.NO;
  }

  boolean isPlace(Area.Named named) {
    return named.kind() == question.to().kind() && named.name().equals(question.to().name());
  }
}
