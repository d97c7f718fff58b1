package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The regimes of {@code examples/policies/regimes/}: each of their cases, and what must follow. */
class RegimesTest {
  private static final Path FOLDER = Path.of("../examples/policies/regimes");
  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,2}\\.[0-9]{1,2}) .*");

  /** How many cases each of the ten regimes has. */
  private static final int[] CASES = {14, 11, 14, 7, 6, 16, 8, 8, 10, 11};

  private static List<Path> files(String ending) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(FOLDER + " cannot be listed", e);
    }
  }

  private static List<Path> suites() {
    return files(".tests.yaml");
  }

  private static List<Path> policies() {
    return files(".yaml").stream().filter(file -> !suites().contains(file)).toList();
  }

  @TestFactory
  Stream<DynamicTest> everyCaseIsDecidedAsTheRegimeExpects() {
    return suites().stream()
        .flatMap(file -> PolicyTestRun.of(file).results().stream())
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.test().name(),
                    () ->
                        assertThat(result.passed())
                            .as(
                                "%s: expected %s, found %s",
                                result.test().at(), result.expected(), result.decided())
                            .isTrue()));
  }

  @Test
  void everyNumberOfTheTableHasATest() {
    Set<String> expected = new HashSet<>();
    IntStream.rangeClosed(1, CASES.length)
        .forEach(
            regime ->
                IntStream.rangeClosed(1, CASES[regime - 1])
                    .forEach(number -> expected.add(regime + "." + number)));
    expected.addAll(Set.of("11.1", "11.2", "11.3", "11.4"));

    Set<String> found = new HashSet<>();
    for (PolicyTest test : allTests()) {
      Matcher matcher = NUMBER.matcher(test.name());
      if (matcher.matches()) {
        found.add(matcher.group(1));
      }
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyDenialNamesItsKindOfReason() {
    for (PolicyTest test : allTests()) {
      assertThat(test.allowed() || test.reason().isPresent()).as(test.at().toString()).isTrue();
    }
  }

  @Test
  void everyRuleOfEveryRegimeDecidesSomeCase() {
    Set<String> reached = new TreeSet<>();
    Set<String> unreached = new TreeSet<>();
    for (Path file : suites()) {
      PolicyTestRun run = PolicyTestRun.of(file);
      reached.addAll(run.reached());
      unreached.addAll(run.unreached());
    }
    unreached.removeAll(reached);

    assertThat(unreached).isEmpty();
  }

  @Test
  void noRuleCanBeLeftOutUnnoticed() {
    Set<String> unnoticed = new TreeSet<>();
    Set<String> noticed = new TreeSet<>();
    for (Path file : suites()) {
      PolicyTestsParser.Suite suite = PolicyTestsParser.parse(file);
      for (Policy policy : suite.policies().policies()) {
        for (Rule rule : policy.rules()) {
          List<Policy> changed = new ArrayList<>(suite.policies().policies());
          changed.replaceAll(p -> p.equals(policy) ? without(rule, policy) : p);
          boolean fails =
              !PolicyTestRun.of(PolicySet.of(changed), suite.tests()).failures().isEmpty();
          (fails ? noticed : unnoticed).add(policy.id() + "/" + rule.id());
        }
      }
    }
    unnoticed.removeAll(noticed);

    assertThat(unnoticed).isEmpty();
  }

  private static Policy without(Rule rule, Policy policy) {
    List<Rule> others = policy.rules().stream().filter(other -> !other.equals(rule)).toList();
    return new Policy(
        policy.head(), policy.data(), policy.papers(), others, policy.release(), policy.tests());
  }

  @Test
  void aPolicyIsShortEnoughToReadAloud() throws IOException {
    assertThat(policies()).hasSizeGreaterThanOrEqualTo(CASES.length);
    for (Path file : policies()) {
      assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(60);
    }
  }

  @Test
  void whatIsDeniedStaysDeniedUnderOneMorePolicy() {
    List<Policy> others = policies().stream().map(PolicyParser::parse).toList();
    for (Path file : suites()) {
      PolicyTestsParser.Suite suite = PolicyTestsParser.parse(file);
      for (Policy other : others) {
        List<Policy> more = new ArrayList<>(suite.policies().policies());
        if (more.stream().noneMatch(policy -> policy.id().equals(other.id()))) {
          more.add(other);
          staysDenied(PolicySet.of(more), suite.tests());
        }
      }
    }
  }

  @Test
  void whatIsDeniedStaysDeniedWhenAllPapersAreWithdrawn() throws IOException {
    for (Path file : suites()) {
      List<Policy> withdrawn = new ArrayList<>();
      for (Policy policy : PolicyTestsParser.parse(file).policies().policies()) {
        String text =
            Files.readString(Path.of(policy.source()))
                .replaceAll(", withdrawn: [0-9-]+", "")
                .replaceAll("(kind: [a-z]+,)", "$1 withdrawn: 2026-01-01,");
        withdrawn.add(PolicyParser.parse(policy.source(), text));
      }
      staysDenied(PolicySet.of(withdrawn), PolicyTestsParser.parse(file).tests());
    }
  }

  @Test
  void whatIsDeniedStaysDeniedWhenNoCountCanBeRead() {
    for (Path file : suites()) {
      PolicyTestsParser.Suite suite = PolicyTestsParser.parse(file);
      for (PolicyTest test : denied(suite.tests())) {
        PolicySet blind = suite.policies().in(test.circumstances().withCounts(Counts.unreadable()));
        assertThat(blind.allows(test.question())).as(test.name()).isFalse();
      }
    }
  }

  @Test
  void whatIsDeniedStaysDeniedWhenNobodyStatesAnything() {
    for (Path file : suites()) {
      PolicyTestsParser.Suite suite = PolicyTestsParser.parse(file);
      for (PolicyTest test : denied(suite.tests())) {
        Destination to = test.question().to();
        Destination silent = new Destination(to.name(), to.kind(), to.location(), List.of());
        assertThat(suite.policies().in(test.circumstances()).allows(test.question().at(silent)))
            .as(test.name())
            .isFalse();
      }
    }
  }

  @Test
  void theWorkedExampleOfTheGuideHolds() throws IOException {
    String guide = Files.readString(Path.of("../docs/from-a-law-to-a-policy.md"));
    String text = guide.replaceFirst("(?s)^.*```yaml\n(.*?)```.*$", "$1");
    Policy policy = PolicyParser.parse("from-a-law-to-a-policy.md", text);

    PolicyTestRun run = PolicyTestRun.of(PolicySet.of(List.of(policy)), policy.tests());

    assertThat(run.results()).hasSizeGreaterThan(10);
    assertThat(run.failures()).isEmpty();
    assertThat(run.unreached()).isEmpty();
  }

  private static void staysDenied(PolicySet policies, List<PolicyTest> tests) {
    for (PolicyTest test : denied(tests)) {
      assertThat(policies.in(test.circumstances()).allows(test.question()))
          .as("%s, under %s", test.name(), policies)
          .isFalse();
    }
  }

  private static List<PolicyTest> denied(List<PolicyTest> tests) {
    return tests.stream().filter(test -> !test.allowed()).toList();
  }

  private static List<PolicyTest> allTests() {
    return suites().stream()
        .flatMap(file -> PolicyTestsParser.parse(file).tests().stream())
        .toList();
  }
}
