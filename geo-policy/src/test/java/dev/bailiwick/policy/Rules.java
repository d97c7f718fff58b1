package dev.bailiwick.policy;

import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the rules of the policies of {@link Worlds}. */
final class Rules {
  static final List<TransferClass> MADE =
      List.of(
          TransferClass.STATISTICS,
          TransferClass.PARAMETERS,
          TransferClass.MODEL,
          TransferClass.METRICS);
  private static final List<TransferClass> CLASSES = List.of(TransferClass.values());

  private final Dice dice;
  private final double rich;
  private final LocalDate today;
  private final List<PinnedTable> tables;
  private final List<Grant> grants;

  Rules(Dice dice, double rich, LocalDate today, List<PinnedTable> tables, List<Grant> grants) {
    this.dice = dice;
    this.rich = rich;
    this.today = today;
    this.tables = tables;
    this.grants = grants;
  }

  Rule allow(String id) {
    return rule(
        Rule.Kind.ALLOW,
        id,
        new Scope(dice.some(CLASSES, 2, 6), to(0.6), except(), laws(), categories()),
        new When(
            dice.chance(rich) ? dice.some(Worlds.OPERATORS, 1, 2) : Set.of(),
            dice.chance(rich) ? countries() : List.of(),
            dice.chance(rich) ? dice.some(Worlds.CERTIFICATES, 1, 2) : Set.of(),
            dice.chance(rich) ? dice.some(Worlds.ATTESTED, 1, 2) : Set.of()),
        dice.chance(rich * 2) ? papers() : List.of(),
        List.of(),
        duties(),
        null,
        null);
  }

  Rule exception(String id) {
    return rule(
        Rule.Kind.EXCEPTION,
        id,
        new Scope(dice.some(CLASSES, 1, 5), to(0.4), List.of(), laws(), categories()),
        When.ALWAYS,
        List.of(),
        List.of(),
        Duties.none(),
        dice.maybe(0.3, this::day),
        dice.chance(0.3) ? today.plusYears(1) : day());
  }

  Rule deny(String id) {
    return rule(
        Rule.Kind.DENY,
        id,
        new Scope(
            dice.chance(0.3) ? Set.copyOf(CLASSES) : dice.some(CLASSES, 1, 3),
            to(0.3),
            except(),
            laws(),
            categories()),
        new When(
            dice.chance(rich) ? dice.some(Worlds.OPERATORS, 1, 1) : Set.of(),
            dice.chance(rich * 2) ? countries() : List.of(),
            Set.of(),
            Set.of()),
        List.of(),
        dice.chance(rich * 2) ? papers() : List.of(),
        Duties.none(),
        null,
        null);
  }

  ReleaseRule release() {
    return new ReleaseRule(
        dice.some(MADE, 1, 4),
        Set.of("ethics"),
        dice.chance(0.6) ? List.of(new Area.Anywhere()) : to(0.4),
        duties(),
        Worlds.AT);
  }

  private record Scope(
      Set<TransferClass> transfer,
      List<Area> to,
      List<Area> except,
      List<Area> laws,
      Set<String> categories) {}

  private Rule rule(
      Rule.Kind kind,
      String id,
      Scope scope,
      When when,
      List<Grant> under,
      List<Grant> unless,
      Duties duties,
      @Nullable LocalDate from,
      @Nullable LocalDate until) {
    return new Rule(
        kind,
        id,
        scope.transfer(),
        scope.to(),
        scope.except(),
        scope.laws(),
        scope.categories(),
        when,
        under,
        unless,
        kind == Rule.Kind.EXCEPTION ? null : dice.maybe(rich, this::limit),
        duties,
        from,
        until,
        "",
        "",
        Worlds.AT);
  }

  private List<Area> to(double anywhere) {
    if (dice.chance(anywhere)) {
      return List.of(new Area.Anywhere());
    }
    List<Area> to = new ArrayList<>(countries());
    if (dice.chance(0.2)) {
      to.add(new Area.Named(dice.of(Destination.Kind.values()), dice.of("a", "b")));
    }
    return to;
  }

  private List<Area> except() {
    return dice.chance(rich) ? to(0.02) : List.of();
  }

  private List<Area> laws() {
    return dice.chance(rich) ? countries() : List.of();
  }

  /** Codes, groups and tables. */
  private List<Area> countries() {
    List<Area> areas = new ArrayList<>();
    for (String name : dice.some(Atlas.AREAS, 1, 3)) {
      areas.add(Worlds.area(name));
    }
    if (!tables.isEmpty() && dice.chance(0.6)) {
      PinnedTable table = dice.of(tables);
      areas.set(0, new Area.Table(table.name(), table.table()));
    }
    return areas;
  }

  private Set<String> categories() {
    return dice.chance(rich) ? dice.some(Atlas.TERMS, 1, 3) : Set.of();
  }

  private List<Grant> papers() {
    return List.copyOf(dice.some(grants, 0, 2));
  }

  private Limit limit() {
    return new Limit(
        dice.of(1, 2, 4),
        dice.chance(0.6),
        dice.maybe(0.5, () -> dice.of(Period.ofDays(2), Period.ofMonths(1), Period.ofMonths(12))),
        dice.chance(0.3),
        Worlds.AT);
  }

  private Duties duties() {
    return new Duties(
        dice.chance(rich) ? 1 + dice.below(3) : 0,
        dice.chance(rich / 2),
        dice.maybe(rich / 2, () -> Worlds.budget(dice)),
        dice.chance(rich / 2),
        dice.maybe(rich / 2, () -> Worlds.period(dice)));
  }

  private LocalDate day() {
    return today.plusDays(dice.below(5) - 2L);
  }
}
