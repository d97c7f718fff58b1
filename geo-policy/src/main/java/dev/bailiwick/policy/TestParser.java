package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads what a steward expects of policies: questions, circumstances and answers. */
final class TestParser {
  private static final String UNKNOWN = "unknown";

  private final TestScope scope;

  TestParser(TestScope scope) {
    this.scope = scope;
  }

  /** The tests of a document, whose {@code testsOn} is the day of those that name none. */
  List<PolicyTest> tests(YamlMap document) {
    LocalDate day = TableFields.optionalDay(document, "testsOn");
    TestParser parser = new TestParser(scope.onDay(day));
    List<PolicyTest> tests = new ArrayList<>();
    for (YamlMap map : document.optionalMaps("tests")) {
      tests.add(parser.test(map));
    }
    return tests;
  }

  private PolicyTest test(YamlMap map) {
    if (map.has("remove")) {
      return removal(map);
    }
    map.allowOnly(
        "name",
        "transfer",
        "ciphertext",
        "law",
        "categories",
        "to",
        "use",
        "under",
        "on",
        "persons",
        "records",
        "counted",
        "run",
        "homeCopy",
        "released",
        "expect",
        "rule",
        "because");
    TransferClass transfer = PolicyFields.transferClass(map.scalar("transfer"));
    TestPlaceParser.TestPlace to = TestPlaceParser.place(map, transfer);
    TestExpectation expected = TestExpectation.of(map, scope);
    return new PolicyTest(
        PolicyFields.optionalLine(map, "name"),
        null,
        question(map, transfer, to.destination()),
        circumstances(map, transfer, to),
        expected.allowed(),
        expected.rule(),
        expected.reason(),
        expected.text(),
        map.place());
  }

  /** May the copy in one place go, while there are others elsewhere? */
  private PolicyTest removal(YamlMap map) {
    map.allowOnly("name", "remove", "homeCopy", "while", "on", "expect", "because");
    String code = map.string("remove");
    Location from =
        Location.find(code).orElseThrow(() -> map.error("remove", Location.problem(code)));
    Destination place = new Destination("copy", Destination.Kind.SITE, from, List.of());
    TestExpectation expected = TestExpectation.of(map, scope);
    return new PolicyTest(
        PolicyFields.optionalLine(map, "name"),
        new PolicyTest.Removal(from, locations(map, "while")),
        Question.of(Location.unknown(), TransferClass.RAW, place),
        Circumstances.at(moment(map)).withHomeCopies(locations(map, "homeCopy")),
        expected.allowed(),
        expected.rule(),
        expected.reason(),
        expected.text(),
        map.place());
  }

  private static Set<Location> locations(YamlMap map, String key) {
    return map.has(key) ? Set.copyOf(TableFields.locations(map, key)) : Set.of();
  }

  private Question question(YamlMap map, TransferClass transfer, Destination to) {
    Set<Location> laws = laws(map);
    Question question = Question.of(Location.unknown(), transfer, to).withLaws(laws);
    if (map.has("categories")) {
      question = question.withCategories(categories(map));
    }
    if (map.bool("ciphertext", false)) {
      question = question.asCiphertext();
    }
    OptionalLong persons = count(map, "persons");
    if (persons.isPresent()) {
      question = question.ofPersons(persons.getAsLong());
    }
    OptionalLong records = count(map, "records");
    return records.isPresent() ? question.ofRecords(records.getAsLong()) : question;
  }

  /** An empty list is data of no category. */
  private static Set<String> categories(YamlMap map) {
    return map.hasList("categories") && map.scalars("categories").isEmpty()
        ? Set.of()
        : Set.copyOf(PolicyFields.categories(map, "categories"));
  }

  /** None is an unknown law. */
  private Set<Location> laws(YamlMap map) {
    if (!map.has("law")) {
      return Set.of(
          scope
              .law()
              .orElseThrow(
                  () ->
                      map.place()
                          .error(
                              "a test must say under which law the rows are, since no policy says"
                                  + " it for all rows; add 'law'.")));
    }
    if (!map.hasList("law") && map.string("law").equals(UNKNOWN)) {
      return Set.of();
    }
    Set<Location> laws = new HashSet<>();
    for (YamlScalar scalar : PolicyFields.oneOrMore(map, "law")) {
      laws.add(
          Location.find(scalar.text())
              .orElseThrow(() -> scalar.place().error(Location.problem(scalar.text()))));
    }
    return laws;
  }

  static OptionalLong count(YamlMap map, String key) {
    return map.has(key)
        ? OptionalLong.of(map.integer(key, 0, PolicyFields.MAX_COUNT))
        : OptionalLong.empty();
  }

  private Circumstances circumstances(
      YamlMap map, TransferClass transfer, TestPlaceParser.TestPlace to) {
    return new Circumstances(
        map.has("use") ? PolicyFields.use(map.scalar("use")) : Use.TRAIN,
        cited(map),
        moment(map),
        DutyParser.conduct(map),
        TestCounts.of(map),
        locations(map, "homeCopy"),
        releases(map, transfer),
        to.alsoTrusted());
  }

  private Set<String> cited(YamlMap map) {
    if (!map.has("under")) {
      return Set.of();
    }
    Set<String> cited = new HashSet<>();
    for (YamlScalar scalar : PolicyFields.distinct(map, "under")) {
      if (!scope.grants().contains(scalar.text())) {
        throw GrantParser.unknown(scalar, scope.grants());
      }
      cited.add(scalar.text());
    }
    return cited;
  }

  private Instant moment(YamlMap map) {
    LocalDate named = TableFields.optionalDay(map, "on");
    LocalDate day = named == null ? scope.day() : named;
    if (day == null) {
      throw map.place()
          .error("a test needs a day; add 'on' to it, or 'testsOn' to the document for all tests.");
    }
    Optional<Instant> moment = scope.moment(day);
    return moment.orElseThrow(
        () ->
            map.error(
                "on",
                "there is no moment that is "
                    + day
                    + " in the zones of all policies; test those"
                    + " of one zone together."));
  }

  private List<Release> releases(YamlMap map, TransferClass transfer) {
    if (!map.has("released")) {
      return List.of();
    }
    YamlMap released = map.map("released");
    released.allowOnly("signedBy", "records", "run");
    return List.of(
        new Release(
            transfer,
            PolicyFields.email(released, "signedBy"),
            scope.policies(),
            count(released, "records").orElse(0),
            DutyParser.conduct(released)));
  }
}
