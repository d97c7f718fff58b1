package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyFormatTest {
  private static final String HEAD =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
      dataset: {match: "**", jurisdiction: DE}
      """;

  static Stream<Path> examples() {
    Path folder = Path.of("../examples/policies");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(
              file ->
                  List.of("SovereigntyPolicy", "PolicyTests")
                      .contains(YamlMap.read(file).string("kind")))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleMeansTheSameAndKeepsItsComments(Path file) {
    String text = YamlMap.readText(file);
    String formatted = PolicyFormat.format(file.toString(), text);

    assertThat(PolicyFormat.format(file.toString(), formatted)).isEqualTo(formatted);
    assertThat(comments(formatted)).containsExactlyInAnyOrderElementsOf(comments(text));
    assertThat(formatted.lines().filter(line -> !line.contains("#")))
        .allMatch(line -> line.equals(line.stripTrailing()));
  }

  private static List<String> comments(String text) {
    return text.lines().map(String::strip).filter(line -> line.startsWith("#")).toList();
  }

  @Property(tries = 100)
  void aFormattedPolicyDecidesAlike(@ForAll("drafts") DraftPolicy draft) {
    String formatted = PolicyFormat.format("p", draft.yaml());
    Policy before = draft.policy();
    Policy after = PolicyParser.parse("p", formatted);

    assertThat(PolicyFormat.format("p", formatted)).isEqualTo(formatted);
    assertThat(after.ruleIds()).isEqualTo(before.ruleIds());
    SameDecisions.check(before, after);
  }

  @Provide
  Arbitrary<DraftPolicy> drafts() {
    return DraftPolicy.any("p");
  }

  @Test
  void fieldsComeInTheOrderOfTheFormatAndCommentsStayWithThem() {
    String text =
        """
        # Head.
        kind: SovereigntyPolicy
        apiVersion: 'bailiwick/v1'

        rules:   # all of them
          # Rows.
          -   {to: [DE,
                FR], id: keep, transfer: [raw],
              effect: allow}  # near
          - effect: deny
            # Why.
            reason: 'Ethics, board'
            id: never
            transfer: ["*"]
            to: [CN]
        # Whose.
        metadata: {steward: dpo@a.example, version: 1.0.0, id: p}
        dataset: {jurisdiction: DE, match: "**"}
        # End.
        """;

    assertThat(PolicyFormat.format("p.yaml", text))
        .isEqualTo(
            """
            # Head.
            apiVersion: "bailiwick/v1"
            kind: SovereigntyPolicy
            # Whose.
            metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
            dataset: {match: "**", jurisdiction: DE}

            rules: # all of them
              # Rows.
              - {id: keep, effect: allow, transfer: [raw], to: [DE, FR]} # near
              - id: never
                effect: deny
                transfer: ["*"]
                to: [CN]
                # Why.
                reason: "Ethics, board"
            # End.
            """);
  }

  @Test
  void aCommentThatIsAboutNothingIsRefusedRatherThanMoved() {
    String text =
        HEAD
            + "rules:\n  - {id: a, effect: allow, transfer: [raw], to: [DE]}\n  # Last.\ntrust: [a@b.example]\n";

    assertThatThrownBy(() -> PolicyFormat.format("p.yaml", text))
        .isInstanceOf(BailiwickException.class)
        .hasMessage(
            "p.yaml:7:3: nothing follows this comment that it could be about; move it before the"
                + " field or the item that it is about.");
  }

  @Test
  void whatDoesNotFitALineHasALineForEachField() {
    String text =
        HEAD
            + "rules:\n  - {id: a, effect: allow, transfer: [raw, intermediate], to: [DE, FR, IT, ES],"
            + " basis: \"a long text that says why this is allowed, and under which article\"}\n";

    assertThat(PolicyFormat.format("p.yaml", text))
        .endsWith(
            """
            rules:
              - id: a
                effect: allow
                transfer: [raw, intermediate]
                to: [DE, FR, IT, ES]
                basis: "a long text that says why this is allowed, and under which article"
            """);
  }
}
