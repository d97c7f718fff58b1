package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a document of tests for several policies together; {@code docs/formats/policy.md}. */
public final class PolicyTestsParser {
  static final String KIND = "PolicyTests";

  private PolicyTestsParser() {}

  /**
   * The policies that a document names, and what it expects of them.
   *
   * @param policies all of them together
   * @param tests in the order of the document
   */
  public record Suite(PolicySet policies, List<PolicyTest> tests) {
    public Suite {
      tests = List.copyOf(tests);
    }
  }

  /**
   * Reads a file, and the policies beside it that it names.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place
   */
  public static Suite parse(Path file) {
    YamlMap document = YamlMap.read(file);
    DocumentHeader.check(document, KIND);
    document.allowOnly("apiVersion", "kind", "policies", "testsOn", "tests");
    List<Policy> policies = new ArrayList<>();
    for (YamlScalar scalar : PolicyFields.distinct(document, "policies")) {
      policies.add(PolicyParser.parse(beside(file, scalar)));
    }
    PolicySet set = PolicySet.of(policies);
    if (document.maps("tests").isEmpty()) {
      throw document.error("tests", "'tests' is empty, which tests nothing; add a test.");
    }
    return new Suite(set, new TestParser(TestScope.of(set)).tests(document));
  }

  /** The same for a document of tests, or for a policy with tests of its own. */
  static Suite any(Path file) {
    YamlMap map = YamlMap.read(file);
    if (map.has("kind") && map.string("kind").equals(KIND)) {
      return parse(file);
    }
    Policy policy = PolicyParser.parse(file);
    return new Suite(PolicySet.of(List.of(policy)), policy.tests());
  }

  private static Path beside(Path file, YamlScalar scalar) {
    try {
      return file.resolveSibling(scalar.text());
    } catch (InvalidPathException e) {
      throw scalar.place().error("'" + scalar.text() + "' is no path; name a file of a policy.");
    }
  }
}
