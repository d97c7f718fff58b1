package dev.bailiwick.train;

import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.yaml.YamlMap;
import java.util.HashSet;
import java.util.List;

/** The field {@code strategy} of a dataset: a word, or a map whose first field names it. */
final class StrategyParser {
  private static final List<String> NAMES = List.of("stratified", "timeRanges", "spatial", "hash");

  private StrategyParser() {}

  static Strategy parse(YamlMap dataset) {
    if (!dataset.has("strategy")) {
      return new Strategy.Size();
    }
    if (!dataset.hasMap("strategy")) {
      String word = dataset.string("strategy");
      if (!word.equals("size")) {
        throw dataset.error(
            "strategy",
            "found '%s', expected size, or a map such as {timeRanges: COLUMN} with one of %s"
                .formatted(word, NAMES));
      }
      return new Strategy.Size();
    }
    YamlMap map = dataset.map("strategy");
    List<String> named = map.keys().stream().filter(NAMES::contains).toList();
    if (named.size() != 1) {
      throw dataset.error(
          "strategy", "found %s, expected exactly one of %s".formatted(map.keys(), NAMES));
    }
    return switch (named.get(0)) {
      case "stratified" -> {
        map.allowOnly("stratified", "disjoint");
        yield new Strategy.Stratified(map.string("stratified"), map.bool("disjoint", false));
      }
      case "timeRanges" -> {
        map.allowOnly("timeRanges", "overlapRows");
        int overlap = (int) map.integer("overlapRows", 0, 1_000_000, 0);
        yield new Strategy.TimeRanges(map.string("timeRanges"), overlap);
      }
      case "spatial" -> spatial(map);
      default -> hash(map);
    };
  }

  private static Strategy spatial(YamlMap map) {
    map.allowOnly("spatial");
    YamlMap columns = map.map("spatial");
    columns.allowOnly("latitude", "longitude");
    String latitude = columns.string("latitude");
    String longitude = columns.string("longitude");
    if (latitude.equals(longitude)) {
      throw columns.error("longitude", "'%s' is the latitude too".formatted(longitude));
    }
    return new Strategy.Spatial(latitude, longitude);
  }

  private static Strategy hash(YamlMap map) {
    map.allowOnly("hash", "together");
    List<String> columns = map.strings("hash");
    if (columns.isEmpty() || new HashSet<>(columns).size() < columns.size()) {
      throw map.error(
          "hash", "found %s, expected one or more columns, each once".formatted(columns));
    }
    return new Strategy.Hash(columns, map.bool("together", false));
  }
}
