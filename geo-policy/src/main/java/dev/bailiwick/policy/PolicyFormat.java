package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlFormat;
import dev.bailiwick.yaml.YamlMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The one layout of policies, and of documents of tests. */
public final class PolicyFormat {
  private static final List<String> TEST =
      List.of(
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
          "remove",
          "while",
          "released",
          "expect",
          "rule",
          "because");
  private static final List<String> DUTIES =
      List.of(
          "minRecords",
          "secureAggregation",
          "differentialPrivacy",
          "attestation",
          "keepAtMost",
          "keeps");

  /** As the format document lists them. */
  private static final Map<String, List<String>> ORDERS =
      Map.ofEntries(
          Map.entry(
              "",
              List.of(
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
                  "policies",
                  "tests")),
          Map.entry("metadata", List.of("id", "version", "steward", "zone", "effective")),
          Map.entry("effective", List.of("from", "until")),
          Map.entry("dataset", List.of("match", "jurisdiction", "categories", "subject")),
          Map.entry("home", List.of("keepCopyIn", "first")),
          Map.entry(
              "grants",
              List.of("id", "kind", "parties", "purpose", "uses", "from", "until", "withdrawn")),
          Map.entry(
              "rules",
              List.of(
                  "id",
                  "effect",
                  "transfer",
                  "to",
                  "except",
                  "for",
                  "when",
                  "under",
                  "unless",
                  "upTo",
                  "above",
                  "require",
                  "reason",
                  "basis")),
          Map.entry(
              "exceptions",
              List.of("id", "allows", "basis", "approvedBy", "justification", "from", "expires")),
          Map.entry("allows", List.of("transfer", "to", "for")),
          Map.entry("for", List.of("jurisdiction", "categories")),
          Map.entry("when", List.of("operatedBy", "controlledFrom", "certified", "attested")),
          Map.entry("upTo", List.of("subjects", "records", "per", "countedBy")),
          Map.entry("above", List.of("subjects", "records", "per", "countedBy")),
          Map.entry("require", DUTIES),
          Map.entry("run", DUTIES),
          Map.entry("differentialPrivacy", List.of("epsilon", "delta")),
          Map.entry("release", List.of("transfer", "signedBy", "to", "require")),
          Map.entry("tests", TEST));

  private static final Set<String> OPENED =
      Set.of("tables", "grants", "rules", "exceptions", "tests");

  private PolicyFormat() {}

  /**
   * Formats a policy, or a document of tests. The result means the same, and keeps every comment.
   *
   * @param source the file, for places and for the tables beside it
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place
   */
  public static String format(String source, String text) {
    YamlMap map = YamlMap.parse(source, text);
    if (!map.has("kind") || !map.string("kind").equals(PolicyTestsParser.KIND)) {
      PolicyParser.parse(source, text);
    }
    return YamlFormat.format(source, text, ORDERS, OPENED);
  }
}
