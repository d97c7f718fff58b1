package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema for editors says what the parser says, as far as a schema can. */
class PolicySchemaTest {
  private static final String PUBLISHED = "../docs/formats/policy.schema.json";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(PolicySchemaTest.class.getResourceAsStream("policy.schema.json"));

  /** What is lost before a schema sees the document: these are faults of its text. */
  private static final Set<String> OF_THE_TEXT =
      Set.of(
          "anchor",
          "binary",
          "direction-mark",
          "duplicate-field",
          "million-nested-lists",
          "nested-blocks",
          "not-utf8",
          "records-in-octal",
          "syntax",
          "tab-indented",
          "tag",
          "two-documents",
          "utf16");

  /** A schema has no lists of codes, terms and zones; those would be its larger part. */
  private static final Set<String> OF_A_LIST =
      Set.of(
          "category-unknown",
          "table-named-like-a-country",
          "unknown-country",
          "unknown-group",
          "unknown-subdivision",
          "wrong-country-for-uk",
          "zone-unknown");

  /** A schema cannot compare two values: a name with where it is used, a day with another day. */
  private static final Set<String> OF_TWO_PLACES =
      Set.of(
          "duplicate-rule",
          "effective-ends-before-it-begins",
          "exception-named-like-a-rule",
          "exception-that-ends-before-it-begins",
          "grant-ends-before-it-begins",
          "grant-in-a-rule-without-grants",
          "grant-named-twice",
          "grant-unknown-in-a-rule",
          "jurisdiction-table-of-locations",
          "jurisdiction-table-unknown",
          "table-of-values-in-a-rule",
          "table-unknown-in-a-rule",
          "test-cites-an-unknown-grant",
          "test-of-an-unknown-rule",
          "test-with-a-certificate-that-ends-before-it-begins",
          "test-without-a-day",
          "test-without-a-law");

  /** A schema reads no files and no calendar, and its patterns are too weak for a path. */
  private static final Set<String> OF_THE_WORLD =
      Set.of(
          "effective-on-no-day",
          "glob-before-the-path",
          "glob-stars-in-a-word",
          "glob-with-braces",
          "match-second-is-relative",
          "relative-glob",
          "table-file-absent",
          "table-file-outside-the-folder",
          "table-pin-of-another-hash",
          "test-allowed-because-forbidden");

  static List<Path> good() {
    return GoodPolicies.all();
  }

  @Test
  void theSchemaInTheDocumentationIsTheOneInTheJar() throws IOException {
    try (var in = PolicySchemaTest.class.getResourceAsStream("policy.schema.json")) {
      assertThat(Path.of(PUBLISHED)).hasBinaryContent(in.readAllBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void everyGoodPolicyIsValid(Path file) {
    assertThat(PolicyParser.parse(file).ruleIds()).isNotEmpty();
    assertThat(faults(GoodPolicies.text(file))).isEmpty();
  }

  @Test
  void everyFaultThatASchemaCanExpressIsRefused() {
    Set<String> silent = new TreeSet<>();
    for (Path file : GoodPolicies.broken()) {
      String name = file.getFileName().toString().replace(".yaml", "");
      if (!OF_THE_TEXT.contains(name) && faults(GoodPolicies.text(file)).isEmpty()) {
        silent.add(name);
      }
    }

    assertThat(silent)
        .isEqualTo(
            Stream.of(OF_A_LIST, OF_TWO_PLACES, OF_THE_WORLD)
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  static Set<ValidationMessage> faults(String text) {
    try {
      JsonNode document = YAML.readTree(text);
      return SCHEMA.validate(document);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not even YAML:\n" + text, e);
    }
  }
}
