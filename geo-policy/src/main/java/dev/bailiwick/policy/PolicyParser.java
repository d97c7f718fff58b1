package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a policy document; {@code docs/formats/policy.md} specifies it. */
public final class PolicyParser {
  private PolicyParser() {}

  /**
   * Reads a file once; the hash is of the bytes that were parsed. Tables that it names are read
   * too.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place
   */
  public static Policy parse(Path file) {
    return parse(file.toString(), YamlMap.readText(file));
  }

  /**
   * Parses a text.
   *
   * @param source what places name as the file; files of tables are sought beside it
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place
   */
  public static Policy parse(String source, String text) {
    YamlMap document = YamlMap.parse(source, text);
    DocumentHeader.check(document, "SovereigntyPolicy");
    document.allowOnly(
        "apiVersion",
        "kind",
        "metadata",
        "dataset",
        "uses",
        "trust",
        "tables",
        "home",
        "grants",
        "rules",
        "exceptions",
        "release",
        "testsOn",
        "tests");
    Policy.Head head = HeaderParser.head(document, CodeTable.sha256(text));
    PolicyTables tables = TableParser.tables(document);
    Policy.Data data = new DatasetParser(tables).data(document);
    AreaParser areas = new AreaParser(tables);
    Map<String, Grant> grants = GrantParser.grants(document);
    Policy.Papers papers =
        new Policy.Papers(
            document.has("uses")
                ? PolicyFields.uses(document, "uses")
                : EnumSet.of(Use.TRAIN, Use.EVALUATE),
            document.has("trust") ? PolicyFields.emails(document, "trust") : Set.of(),
            tables.pinned(),
            ReleaseParser.home(document, areas),
            List.copyOf(grants.values()));
    boolean hasCategories = document.map("dataset").has("categories");
    List<Rule> rules = new RuleParser(areas, hasCategories, grants).rules(document);
    ReleaseRule release = ReleaseParser.release(document, areas);
    TestScope scope = TestScope.of(head, data.jurisdiction(), rules, release, grants.keySet());
    List<PolicyTest> tests = new TestParser(scope).tests(document);
    return new Policy(head, data, papers, rules, release, tests);
  }
}
