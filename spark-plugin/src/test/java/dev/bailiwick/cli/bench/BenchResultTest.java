package dev.bailiwick.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BenchResultTest {
  @Test
  void aCaseHasTheMiddleOfItsRuns() {
    assertThat(BenchResult.Case.of("odd", new double[] {5, 1, 3}))
        .isEqualTo(new BenchResult.Case("odd", 3, 1, 5));
    assertThat(BenchResult.Case.of("even", new double[] {4, 1, 2, 9}).medianSeconds()).isEqualTo(3);
  }

  @Test
  void theFileHasTheNamesThatOthersRead() {
    TreeMap<String, Double> figures = new TreeMap<>();
    figures.put("rows_per_s", 7.5);
    JsonNode json =
        new ObjectMapper()
            .valueToTree(
                new BenchResult("b", List.of(new BenchResult.Case("c", 2, 1, 3)), figures));
    assertThat(json.toString())
        .isEqualTo(
            "{\"bench\":\"b\",\"cases\":[{\"name\":\"c\",\"median_s\":2.0,\"min_s\":1.0,"
                + "\"max_s\":3.0}],\"figures\":{\"rows_per_s\":7.5}}");
  }

  @Test
  void everyCaseIsRunAsOftenAsTheOthers() throws Exception {
    int[] runs = new int[2];
    List<BenchResult.Case> cases =
        new Trials().add("a", () -> runs[0]++).add("b", () -> runs[1]++).run();
    assertThat(cases).extracting(BenchResult.Case::name).containsExactly("a", "b");
    assertThat(runs[0]).isEqualTo(runs[1]).isGreaterThan(5);
  }

  @Test
  void anUnknownNameIsToldWhatThereIs() {
    assertThatThrownBy(() -> Benchmarks.named("x")).hasMessageContaining("crypto, shuffle");
  }

  @Test
  void whatOpensslSaysIsUnderstoodOrLeftOut() {
    assertThat(OpensslSpeed.rate("+H:65536\n+F:22:AES-256-GCM:5512345678.90\n"))
        .hasValue(5.5123456789);
    assertThat(OpensslSpeed.rate("Unknown algorithm")).isEmpty();
  }
}
