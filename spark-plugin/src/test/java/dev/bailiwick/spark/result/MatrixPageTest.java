package dev.bailiwick.spark.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicyMatrix;
import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixPageTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: p, version: 1.0.0, steward: "<b>dpo</b>"}
      dataset: {match: "**", jurisdiction: DE}
      rules:
        - {id: keep, effect: allow, transfer: [raw], to: [DE]}
        - {id: no, effect: deny, transfer: [model], to: [DE], reason: "<script>alert('x')</script>"}
      """;

  private final String page =
      MatrixPage.of(
          PolicyMatrix.of(
              PolicySet.of(List.of(PolicyParser.parse("<i>p.yaml", POLICY))),
              List.of(Location.of("DE")),
              List.of(
                  new Destination("<u>fra", Destination.Kind.SITE, Location.of("DE"), List.of()))),
          "What & where",
          "As of \"today\"");

  @Test
  void noTextFromOutsideBecomesMarkup() {
    assertThat(page)
        .doesNotContain("<script", "<b>dpo", "<i>p", "<u>fra")
        .contains("&lt;script&gt;alert(&#39;x&#39;)", "&lt;u&gt;fra (DE)", "What &amp; where");
  }

  @Test
  void everyAnswerHasItsLineInTheLegend() {
    assertThat(page)
        .contains(">allow [1]<", ">forbidden [")
        .contains(">allow: p: rule &#39;keep&#39; (line 6)<")
        .contains("Under the law of DE", "class=\" bad\"", "class=\" good\"");
  }

  @Test
  void nothingIsLoadedFromAnywhere() {
    assertThat(page)
        .contains("default-src &#39;none&#39;")
        .doesNotContain("http:", "https:", "src=", "href");
  }
}
