package dev.bailiwick.preprocess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsJsonTest {

  private static final String SITE =
      """
      {"features":[{"column":"age","count":3,"incomplete":0,"kind":"standardise","m2":2.0,"mean":40.5},\
      {"column":"gain","incomplete":0,"kind":"bucketise"},\
      {"column":"work","incomplete":0,"kind":"one-hot","values":["private","état"]}],\
      "format":"bailiwick/site-statistics/1","incompleteLabels":0,"records":3,"unknownLabels":0}""";

  private static final String FITTED =
      """
      {"features":[{"column":"age","kind":"standardise","mean":40.5,"scale":0.816496580927726},\
      {"column":"gain","kind":"bucketise","splits":[1.0,5000.0]},\
      {"column":"work","kind":"one-hot","values":["private","état"]}],\
      "format":"bailiwick/fitted-statistics/1",\
      "label":{"classes":[["<=50K"],[">50K"]],"column":"income"},"records":3}""";

  private static final Preprocessor PREPROCESSOR =
      Preprocessor.of(
          List.of(
              FeatureSpec.standardise("age"),
              FeatureSpec.bucketise("gain", List.of(1.0, 5000.0)),
              FeatureSpec.oneHot("work")),
          new LabelSpec("income", List.of(List.of("<=50K"), List.of(">50K"))));

  @Test
  void theDocumentsAreAsSpecified() {
    SiteStatistics site = SiteStatistics.fromBytes(SITE.getBytes(UTF_8));
    assertThat(new String(site.toBytes(), UTF_8)).isEqualTo(SITE);
    assertThat(site.records()).isEqualTo(3);
    FittedStatistics fitted = PREPROCESSOR.merge(List.of(site));
    assertThat(new String(fitted.toBytes(), UTF_8)).isEqualTo(FITTED);
    assertThat(FittedStatistics.fromBytes(fitted.toBytes()).toBytes()).isEqualTo(fitted.toBytes());
    assertThat(fitted.names())
        .containsExactly(
            "age",
            "gain < 1.0",
            "gain >= 1.0",
            "gain >= 5000.0",
            "work (other)",
            "work=private",
            "work=état");
    assertThat(site + " " + fitted).doesNotContain("private");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"records\":3                | \"records\":3,\"more\":1          | canonical",
        "\"records\":3                | \"records\": 3                    | canonical",
        "\"records\":3                | \"records\":03                    | not one JSON document",
        "\"records\":3                | \"records\":2                     | more values than rows",
        "\"records\":3                | \"records\":-1                    | no count",
        "\"records\":3                | \"records\":3.0                   | no count",
        "\"records\":3                | \"records\":3,\"records\":3       | not one JSON document",
        "\"m2\":2.0                   | \"m2\":-2.0                       | in range",
        "\"m2\":2.0                   | \"m2\":\"2.0\"                    | no finite number",
        "\"m2\":2.0                   | \"m2\":1e999                      | no finite number",
        "\"m2\":2.0                   | \"m2\":2.00                       | canonical",
        "[\"private\",\"état\"]       | [\"état\",\"private\"]            | strict order",
        "[\"private\",\"état\"]       | [\"private\",\"private\"]         | strict order",
        "[\"private\",\"état\"]       | [\"private\",7]                   | not text",
        "\"column\":\"gain\"          | \"column\":\"a\"                  | canonical",
        "\"kind\":\"bucketise\"       | \"kind\":\"hash\"                 | is unknown",
        "site-statistics/1            | site-statistics/2                 | not of the format",
        "\"unknownLabels\":0}         | \"unknownLabels\":0}{}            | not one JSON document",
        "\"unknownLabels\":0}         | \"unknownLabels\":4}              | more labels than rows",
      })
  void anyOtherBytesAreRefused(String part, String instead, String message) {
    assertThat(SITE).contains(part);
    assertThatThrownBy(() -> SiteStatistics.fromBytes(SITE.replace(part, instead).getBytes(UTF_8)))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining(message);
  }

  @Property(tries = 300)
  void everyDoubleSurvivesBitForBit(@ForAll double mean, @ForAll double m2) {
    SiteStatistics site = of(mean, Math.abs(m2));
    SiteStatistics read = SiteStatistics.fromBytes(site.toBytes());
    Moments got = read.features().get(0).moments();
    assertThat(Double.doubleToLongBits(got.mean())).isEqualTo(Double.doubleToLongBits(mean));
    assertThat(got.m2()).isEqualTo(Math.abs(m2));
  }

  @Test
  void theSitesOrderDoesNotMatter() {
    List<SiteStatistics> sites = Arrays.asList(of(0.1, 7), of(0.7, 1), of(1e5, 0.3), of(-3, 0));
    Preprocessor age = Preprocessor.of(List.of(FeatureSpec.standardise("age")), Rows.LABEL);
    byte[] expected = age.merge(sites).toBytes();
    for (int i = 0; i < 10; i++) {
      Collections.rotate(sites, 1);
      Collections.swap(sites, 0, 2);
      assertThat(age.merge(sites).toBytes()).isEqualTo(expected);
    }
  }

  @Test
  void aColumnOfIdentifiersIsNoCategory() {
    List<String> values = IntStream.range(0, 10_001).mapToObj(String::valueOf).sorted().toList();
    assertThatThrownBy(() -> new SiteFeature("id", Kind.ONE_HOT, 0, Moments.NONE, values))
        .hasMessageContaining("column id has 10001 values that are frequent enough")
        .extracting(e -> ((BailiwickException) e).code())
        .isEqualTo(ErrorCode.BAD_DATA);
    assertThatThrownBy(
            () -> new SiteFeature("text", Kind.ONE_HOT, 0, Moments.NONE, List.of("x".repeat(1001))))
        .hasMessageContaining("1001 characters")
        .hasMessageNotContaining("xxx");
  }

  private static SiteStatistics of(double mean, double m2) {
    return new SiteStatistics(
        5,
        0,
        0,
        List.of(new SiteFeature("age", Kind.STANDARDISE, 0, new Moments(5, mean, m2), List.of())));
  }
}
