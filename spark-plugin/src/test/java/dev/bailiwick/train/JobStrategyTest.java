package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.yaml.YamlMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobStrategyTest {
  static Stream<Arguments> strategies() {
    return Stream.of(
        Arguments.of("size", new Strategy.Size()),
        Arguments.of("{stratified: income}", new Strategy.Stratified("income", false)),
        Arguments.of(
            "{stratified: income, disjoint: true}", new Strategy.Stratified("income", true)),
        Arguments.of("{timeRanges: at}", new Strategy.TimeRanges("at", 0)),
        Arguments.of("{timeRanges: at, overlapRows: 9}", new Strategy.TimeRanges("at", 9)),
        Arguments.of(
            "{spatial: {latitude: lat, longitude: lon}}", new Strategy.Spatial("lat", "lon")),
        Arguments.of("{hash: [a, b]}", new Strategy.Hash(List.of("a", "b"), false)),
        Arguments.of("{hash: [a], together: true}", new Strategy.Hash(List.of("a"), true)));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void everyStrategyHasItsWords(String text, Strategy expected) {
    assertThat(parse(text)).isEqualTo(expected);
  }

  @Test
  void withoutOneRowsAreDealtBySize() {
    assertThat(StrategyParser.parse(YamlMap.parse("job.yaml", "id: d\n")))
        .isEqualTo(new Strategy.Size());
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            "sizes",
            "job.yaml:2:11: found 'sizes', expected size, or a map such as {timeRanges:"
                + " COLUMN} with one of [stratified, timeRanges, spatial, hash]"),
        Arguments.of(
            "{}",
            "job.yaml:2:11: found [], expected exactly one of [stratified, timeRanges,"
                + " spatial, hash]"),
        Arguments.of(
            "{hash: [a], stratified: b}",
            "job.yaml:2:11: found [hash, stratified], expected exactly one of"
                + " [stratified, timeRanges, spatial, hash]"),
        Arguments.of(
            "{timeRanges: at, overlapRows: -1}",
            "job.yaml:2:41: 'overlapRows' is '-1'; expected a whole number from 0 to 1000000."),
        Arguments.of(
            "{timeRanges: at, overlap: 1}",
            "job.yaml:2:28: unknown field 'overlap'; known here: timeRanges, overlapRows."),
        Arguments.of(
            "{spatial: {latitude: a, longitude: a}}", "job.yaml:2:46: 'a' is the latitude too"),
        Arguments.of(
            "{spatial: {latitude: a}}", "job.yaml:2:21: the field 'longitude' is missing; add it."),
        Arguments.of(
            "{hash: [a, a]}",
            "job.yaml:2:18: found [a, a], expected one or more columns, each once"),
        Arguments.of(
            "{hash: []}", "job.yaml:2:18: found [], expected one or more columns, each once"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultHasItsPlaceAndWhatIsExpected(String text, String message) {
    assertThatThrownBy(() -> parse(text)).hasMessage(message);
  }

  private static Strategy parse(String text) {
    return StrategyParser.parse(YamlMap.parse("job.yaml", "id: d\nstrategy: " + text + "\n"));
  }
}
