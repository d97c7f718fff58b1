package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.yaml.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What all tests of some files come to: those that failed, and the rules that no test reaches. A
 * rule counts as reached if it decided a test of any of the files.
 */
public final class PolicyTestReport {
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Cover> covers = new LinkedHashMap<>();
  private int cases;

  private PolicyTestReport() {}

  /**
   * A test that expects something else than what is decided.
   *
   * @param place where the test begins
   * @param name what it shows, or an empty text
   */
  public record Failure(Place place, String name, String expected, String found) {}

  /**
   * How far the tests reach into one policy.
   *
   * @param policy its id and version
   * @param source the file from which it was read first
   * @param rules how many rules it has, with exceptions and release
   * @param unreached those that decided no test: none would fail if one were removed
   */
  public record Cover(String policy, String source, int rules, NavigableSet<String> unreached) {}

  /**
   * Runs the tests of policies and of documents of tests, in files or in folders with all their
   * sub-folders. A file that cannot be read does not keep the others from being run.
   *
   * @throws BailiwickException BAD_ARGUMENT if there is no test at all
   */
  public static PolicyTestReport run(List<Path> named) {
    PolicyTestReport report = new PolicyTestReport();
    PolicyFiles.withTests(named).forEach(report::add);
    if (report.cases == 0 && report.faults.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "There is no test in "
              + named
              + ", which shows nothing; add 'tests' to a policy, or a file of kind "
              + PolicyTestsParser.KIND
              + ".");
    }
    return report;
  }

  /** How many tests were run. */
  public int cases() {
    return cases;
  }

  /** The tests that failed, in the order of the files. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** What is wrong with files that could not be read, each with its place. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** Each policy that was tested or could have been, in the order of the files. */
  public List<Cover> covers() {
    return List.copyOf(covers.values());
  }

  /** Whether every file was read and every test passed. */
  public boolean passed() {
    return failures.isEmpty() && faults.isEmpty();
  }

  /** Whether some rule is reached by no test. */
  public boolean hasUnreached() {
    return covers.values().stream().anyMatch(cover -> !cover.unreached().isEmpty());
  }

  private void add(Path file) {
    PolicyTestsParser.Suite suite;
    try {
      suite = PolicyTestsParser.any(file);
    } catch (BailiwickException e) {
      faults.add(String.valueOf(e.getMessage()));
      return;
    }
    PolicyTestRun run = PolicyTestRun.of(suite.policies(), suite.tests());
    cases += run.results().size();
    for (PolicyTestRun.Result failed : run.failures()) {
      PolicyTest test = failed.test();
      failures.add(new Failure(test.at(), test.name(), failed.expected(), failed.decided()));
    }
    suite.policies().policies().forEach(policy -> cover(policy, run.reached()));
  }

  /** The same bytes are the same policy, however the file is named. */
  private void cover(Policy policy, NavigableSet<String> reached) {
    NavigableSet<String> rules = new TreeSet<>(policy.ruleIds());
    if (policy.release() != null) {
      rules.add(ReleaseRule.ID);
    }
    Cover cover =
        covers.computeIfAbsent(
            policy.sha256(),
            hash -> new Cover(policy.toString(), policy.source(), rules.size(), rules));
    cover.unreached().removeIf(rule -> reached.contains(policy.id() + "/" + rule));
  }
}
