package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntBiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes small worlds with all features of the language. Each value comes from a handful, so that
 * rules, places and questions meet often; how rich a world is differs, so that much is allowed too.
 */
final class Worlds {
  static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  static final Place AT = new Place("world", 1, 1);
  static final List<String> OPERATORS = List.of("op1", "op2");
  static final List<String> CERTIFICATES = List.of("c1", "c2");
  static final List<String> ATTESTED = List.of("t1", "t2");
  static final List<String> SIGNERS = List.of("good", "good", "good", "other", "bad");
  private static final List<Period> PERIODS =
      List.of(Period.ofDays(1), Period.ofDays(20), Period.ofMonths(2));
  private static final List<LocalDate> TODAY =
      List.of(
          LocalDate.of(2026, 11, 21),
          LocalDate.of(2026, 12, 31),
          LocalDate.of(2027, 1, 1),
          LocalDate.of(2028, 2, 29));

  private final long seed;
  private final Dice dice;
  private final double rich;
  private final LocalDate today;

  private Worlds(long seed) {
    this.seed = seed;
    this.dice = new Dice(seed);
    this.rich = dice.of(0.05, 0.15, 0.35);
    this.today = dice.of(TODAY);
  }

  static World of(long seed) {
    Worlds worlds = new Worlds(seed);
    List<Policy> policies = new ArrayList<>();
    for (String id : worlds.dice.some(List.of("p", "q", "r"), 1, 3)) {
      policies.add(worlds.policy(id));
      if (worlds.dice.chance(0.5)) {
        break;
      }
    }
    Circumstances in = worlds.circumstances();
    List<Destination> places = List.of(worlds.place("a"), worlds.place("b"), worlds.place("c"));
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      questions.add(worlds.question(places));
    }
    return new World(seed, policies, in, places, questions);
  }

  /**
   * Looks at worlds; with {@code -Dbailiwick.long=true} at ten times as many.
   *
   * @param look gives a number, and is given chance besides
   * @return the sum of the numbers
   */
  static int each(long seed, int worlds, ToIntBiFunction<World, Dice> look) {
    Dice dice = new Dice(seed);
    int sum = 0;
    for (int i = 0; i < (LONG ? 10 : 1) * worlds; i++) {
      World world = of(dice.seed());
      sum += look.applyAsInt(world, new Dice(world.seed()));
    }
    return sum;
  }

  static Statement like(Statement s, Statement.Fact fact) {
    return new Statement(s.place(), s.by(), fact, s.from(), s.until(), s.at());
  }

  static Rule anotherDeny(long seed) {
    return new Worlds(seed).more().deny("z9");
  }

  static Rule anotherException(long seed) {
    return new Worlds(seed).more().exception("z8");
  }

  static Policy anotherPolicy(long seed) {
    return new Worlds(seed).policy("z");
  }

  static ReleaseRule anotherRelease(long seed) {
    return new Worlds(seed).more().release();
  }

  private Rules more() {
    return new Rules(dice, rich, today, List.of(), List.of());
  }

  private Policy policy(String id) {
    List<PinnedTable> tables = new ArrayList<>();
    for (int i = dice.below(3); i > 0; i--) {
      tables.add(table("T" + i));
    }
    List<Grant> grants = new ArrayList<>();
    for (int i = dice.below(4); i > 0; i--) {
      grants.add(grant("g" + i));
    }
    Rules rules = new Rules(dice, rich, today, tables, grants);
    List<Rule> all = new ArrayList<>();
    int size = 1 + dice.below(6);
    for (int i = 0; i < size; i++) {
      String rule = "r" + dice.of("a", "b") + i;
      all.add(
          dice.chance(0.2)
              ? rules.deny(rule)
              : dice.chance(0.15) ? rules.exception(rule) : rules.allow(rule));
    }
    return new Policy(
        new Policy.Head(
            id,
            "1.0.0",
            "s",
            ZoneOffset.ofHours(dice.of(0, 0, 9, -5)),
            dice.maybe(rich / 3, this::day),
            dice.maybe(rich / 3, this::day),
            "",
            AT),
        data(),
        new Policy.Papers(
            dice.chance(0.95) ? Set.of(Use.TRAIN, Use.EVALUATE) : Set.of(Use.SERVE),
            dice.chance(0.8) ? Set.of("good") : Set.of("good", "other"),
            tables,
            dice.maybe(rich, this::home),
            grants),
        all,
        dice.maybe(rich * 2, rules::release),
        List.of());
  }

  private Policy.Data data() {
    DatasetGlob here = DatasetGlob.of("s3a://data/**");
    DatasetGlob elsewhere = DatasetGlob.of("s3a://else/**");
    return new Policy.Data(
        dice.chance(0.05) ? List.of(elsewhere) : dice.of(List.of(here), List.of(here, elsewhere)),
        new Jurisdiction.Columns(List.of("law"), java.util.Map.of(), AT),
        new DataCategories(
            dice.chance(rich) ? List.copyOf(dice.some(Atlas.TERMS, 1, 2)) : List.of(),
            dice.chance(rich)
                ? java.util.Map.of("x", List.copyOf(dice.some(Atlas.TERMS, 1, 1)))
                : java.util.Map.of()),
        dice.of("", "patient"));
  }

  private HomeCopy home() {
    return new HomeCopy(areas(1, 2), dice.chance(0.8), AT);
  }

  static Area area(String name) {
    List<String> members = Countries.groups().getOrDefault(name, List.of(name));
    return new Area.Countries(name, members.stream().map(Location::of).toList());
  }

  private List<Area> areas(int least, int most) {
    return dice.some(Atlas.AREAS, least, most).stream().map(Worlds::area).toList();
  }

  private PinnedTable table(String name) {
    List<LocationTable.Entry> entries = new ArrayList<>();
    for (int i = dice.below(5); i > 0; i--) {
      entries.add(
          new LocationTable.Entry(
              Location.of(dice.of(Atlas.PLACES)),
              dice.chance(rich) ? List.copyOf(dice.some(CERTIFICATES, 1, 2)) : List.of(),
              dice.maybe(rich, this::day),
              dice.maybe(rich, this::day),
              "",
              AT));
    }
    LocationTable table = new LocationTable(name, today, "0".repeat(64), entries);
    return new PinnedTable(name, table, dice.maybe(rich / 3, this::day), AT);
  }

  private Grant grant(String id) {
    return new Grant(
        id,
        "permit",
        dice.chance(rich) ? dice.some(OPERATORS, 1, 1) : Set.of(),
        dice.maybe(rich, () -> "purpose"),
        dice.chance(rich) ? dice.some(List.of(Use.TRAIN, Use.EVALUATE), 1, 1) : Set.of(),
        dice.maybe(rich, this::day),
        dice.maybe(rich, this::day),
        dice.maybe(rich / 2, this::day),
        AT);
  }

  private LocalDate day() {
    return today.plusDays(dice.below(5) - 2L);
  }

  private Destination place(String name) {
    List<Statement> statements = new ArrayList<>();
    for (int i = dice.below(7); i > 0; i--) {
      Statement.Fact fact =
          switch (dice.below(5)) {
            case 0 -> new Statement.Operator(dice.of(OPERATORS));
            case 1, 2 ->
                new Statement.ControlledFrom(
                    dice.some(Atlas.PLACES, 0, 2).stream().map(Location::of).toList());
            case 3 -> new Statement.Certified(dice.of(CERTIFICATES));
            default -> new Statement.Attested(dice.of(ATTESTED));
          };
      statements.add(
          new Statement(
              name,
              dice.of(SIGNERS),
              fact,
              dice.maybe(rich, this::day),
              dice.maybe(rich, this::day),
              AT));
    }
    return new Destination(
        name,
        dice.chance(0.7) ? Destination.Kind.SITE : Destination.Kind.ACCESS_POINT,
        dice.chance(0.07) ? Location.unknown() : Location.of(dice.of(Atlas.PLACES)),
        statements);
  }

  private Question question(List<Destination> places) {
    Question question = Question.of(law(), dice.of(TransferClass.values()), dice.of(places));
    if (dice.chance(rich)) {
      question = question.withLaws(new HashSet<>(List.of(law(), law())));
    }
    if (dice.chance(0.4)) {
      question = question.withCategories(dice.some(Atlas.TERMS, 0, 2));
    }
    if (dice.chance(0.2)) {
      question = question.asCiphertext();
    }
    if (dice.chance(0.7)) {
      question = question.ofPersons(dice.below(4));
    }
    return dice.chance(0.7) ? question.ofRecords(dice.below(5)) : question;
  }

  private Location law() {
    return dice.chance(0.03) ? Location.unknown() : Location.of(dice.of("DE", "DE", "GF", "US-VA"));
  }

  private Circumstances circumstances() {
    Instant at =
        today.atTime(LocalTime.of(dice.of(0, 4, 12, 14, 15, 23), 0)).toInstant(ZoneOffset.UTC);
    return Circumstances.at(at)
        .withJob(
            dice.chance(0.95) ? Use.TRAIN : dice.of(Use.values()),
            dice.some(List.of("g1", "g2", "g3"), 0, 3))
        .withConduct(conduct())
        .withCounts(new Counted(dice.seed(), 0))
        .withHomeCopies(
            dice.some(Atlas.PLACES, 0, 2).stream().map(Location::of).collect(Collectors.toSet()))
        .withReleases(releases());
  }

  private Conduct conduct() {
    return new Conduct(
        dice.chance(0.5),
        dice.maybe(0.6, () -> budget(dice)),
        dice.chance(0.5),
        dice.maybe(0.6, () -> dice.of(PERIODS)));
  }

  private List<Release> releases() {
    List<Release> releases = new ArrayList<>();
    for (int i = dice.below(3); i > 0; i--) {
      releases.add(
          new Release(
              dice.of(Rules.MADE),
              dice.of("ethics", "nobody"),
              new TreeSet<>(dice.some(List.of("p", "q", "r"), 1, 3)),
              dice.below(5),
              conduct()));
    }
    return releases;
  }

  static PrivacyBudget budget(Dice dice) {
    return new PrivacyBudget(1 + dice.below(3), dice.of(0.0, 1e-6, 1e-5));
  }

  static Period period(Dice dice) {
    return dice.of(PERIODS);
  }

  @Override
  public String toString() {
    return "worlds " + seed;
  }

  /**
   * Counts that differ by all that they are asked for, so that to ask for something else shows.
   *
   * @param more added to each
   */
  record Counted(long seed, long more) implements Counts {
    @Override
    public OptionalLong used(
        String policy,
        String category,
        boolean persons,
        @Nullable String operator,
        LocalDate from,
        LocalDate to) {
      int hash = Objects.hash(seed, policy, category, persons, operator, from, to);
      int mixed = Math.floorMod(((hash ^ (hash >>> 15)) * 0x2c1b3c6d) >>> 7, 8);
      return mixed == 7 ? OptionalLong.empty() : OptionalLong.of(mixed / 2 + more);
    }
  }
}
