package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of places, as a rule names it. An allow reads it narrowly, a deny widely: whatever is in
 * doubt permits nothing and forbids.
 */
sealed interface Area {
  String ANYWHERE = "ANYWHERE";
  String SITE_PREFIX = "site:";
  String ACCESS_PREFIX = "access:";

  /**
   * Whether an allow reaches a place: empty if the place lies outside; otherwise what is still
   * lacking, which is mostly nothing.
   */
  Optional<List<Lack>> allowing(Destination to, Facts facts);

  /** Whether a deny reaches a place. */
  Truth denying(Destination to, LocalDate day);

  /** A law or country of control, read narrowly, for an allow. */
  boolean surelyHolds(Location location, LocalDate day);

  /** A law or country of control, read widely, for a deny. */
  boolean mayHold(Location location, LocalDate day);

  private static Optional<List<Lack>> inside(boolean is) {
    return is ? Optional.of(List.of()) : Optional.empty();
  }

  private static Truth wide(Destination to, boolean may) {
    return to.location().isKnown() ? Truth.of(may) : Truth.UNKNOWN;
  }

  /** A country or subdivision, or a group of countries; the name is as the policy writes it. */
  record Countries(String name, List<Location> members) implements Area {
    @Override
    public Optional<List<Lack>> allowing(Destination to, Facts facts) {
      return inside(surelyHolds(to.location(), facts.day()));
    }

    @Override
    public Truth denying(Destination to, LocalDate day) {
      return wide(to, mayHold(to.location(), day));
    }

    @Override
    public boolean surelyHolds(Location location, LocalDate day) {
      return members.stream().anyMatch(location::isInside);
    }

    @Override
    public boolean mayHold(Location location, LocalDate day) {
      return members.stream().anyMatch(location::isTouchedBy);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A pinned table, whose entries have days and conditions of their own. */
  record Table(String name, LocationTable table) implements Area {
    @Override
    public Optional<List<Lack>> allowing(Destination to, Facts facts) {
      List<List<Lack>> alternatives = new ArrayList<>();
      for (LocationTable.Entry entry : table.entries()) {
        if (to.location().isInside(entry.location())) {
          alternatives.add(lacks(entry, facts));
        }
      }
      return alternatives.stream().min(Nearest.WAYS);
    }

    private List<Lack> lacks(LocationTable.Entry entry, Facts facts) {
      List<Lack> lacks = new ArrayList<>();
      if (!entry.isInForce(facts.day())) {
        LocalDate until = entry.until();
        boolean over = until != null && facts.day().isAfter(until);
        String text =
            "table "
                + name
                + " has "
                + entry.location()
                + (over ? " until " + until : " from " + entry.from() + " on");
        lacks.add(
            new Lack(
                over ? Reason.EXPIRED : Reason.NOT_YET,
                text,
                "wait for a table that has " + entry.location() + " on this day"));
      }
      for (String certificate : entry.certified()) {
        facts
            .lackOf(certificate, "table " + name + " has " + entry.location())
            .ifPresent(lacks::add);
      }
      return lacks;
    }

    @Override
    public Truth denying(Destination to, LocalDate day) {
      return wide(to, mayHold(to.location(), day));
    }

    @Override
    public boolean surelyHolds(Location location, LocalDate day) {
      return table.entries().stream()
          .anyMatch(
              e -> e.certified().isEmpty() && e.isInForce(day) && location.isInside(e.location()));
    }

    @Override
    public boolean mayHold(Location location, LocalDate day) {
      return table.entries().stream()
          .anyMatch(e -> e.isInForce(day) && location.isTouchedBy(e.location()));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Any place whose location is proven; for a deny, any place. */
  record Anywhere() implements Area {
    @Override
    public Optional<List<Lack>> allowing(Destination to, Facts facts) {
      return inside(to.location().isKnown());
    }

    @Override
    public Truth denying(Destination to, LocalDate day) {
      return Truth.YES;
    }

    @Override
    public boolean surelyHolds(Location location, LocalDate day) {
      return location.isKnown();
    }

    @Override
    public boolean mayHold(Location location, LocalDate day) {
      return true;
    }

    @Override
    public String toString() {
      return ANYWHERE;
    }
  }

  /** One site or access point by its name. It is no law. */
  record Named(Destination.Kind kind, String name) implements Area {
    @Override
    public Optional<List<Lack>> allowing(Destination to, Facts facts) {
      return inside(is(to));
    }

    @Override
    public Truth denying(Destination to, LocalDate day) {
      return Truth.of(is(to));
    }

    private boolean is(Destination to) {
      return to.kind() == kind && to.name().equals(name);
    }

    @Override
    public boolean surelyHolds(Location location, LocalDate day) {
      return false;
    }

    @Override
    public boolean mayHold(Location location, LocalDate day) {
      return false;
    }

    @Override
    public String toString() {
      return (kind == Destination.Kind.SITE ? SITE_PREFIX : ACCESS_PREFIX) + name;
    }
  }
}
