package dev.bailiwick.train;

import dev.bailiwick.train.JobData.JobSource;
import dev.bailiwick.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part {@code dataset} of a job file. */
final class JobDataParser {
  private JobDataParser() {}

  static JobData parse(YamlMap map, Variables variables) {
    map.allowOnly(
        "id",
        "schema",
        "sources",
        "manifests",
        "holdout",
        "dropIncomplete",
        "rowsPerShard",
        "minimumGain");
    List<JobSource> sources = new ArrayList<>();
    for (YamlMap source : map.maps("sources")) {
      sources.add(source(source, variables));
    }
    if (sources.isEmpty()) {
      throw map.error("sources", "no source is named");
    }
    Optional<Double> holdout =
        map.has("holdout") ? Optional.of(map.number("holdout", 0.001, 0.9, 0.2)) : Optional.empty();
    boolean test = sources.stream().anyMatch(s -> s.split().equals("test"));
    if (holdout.isPresent() == test) {
      throw map.error(
          test ? "holdout" : "sources",
          test
              ? "a source says 'split: test' already; remove 'holdout' or that split"
              : "no rows to test on: give a source 'split: test', or the dataset a 'holdout'");
    }
    if (sources.stream().noneMatch(s -> s.split().equals("train"))) {
      throw map.error("sources", "no rows to train on: no source has 'split: train'");
    }
    return new JobData(
        JobParser.name(map, "id"),
        map.string("schema"),
        map.placeOf("schema"),
        sources,
        map.has("manifests") ? Optional.of(variables.uri(map, "manifests")) : Optional.empty(),
        holdout,
        map.bool("dropIncomplete", false),
        map.integer("rowsPerShard", 1, 1_000_000_000, 10_000),
        map.number("minimumGain", 0, 1, 0.1));
  }

  private static JobSource source(YamlMap map, Variables variables) {
    map.allowOnly("site", "split", "format", "path", "options");
    String split = map.optionalString("split").orElse("train");
    if (!split.equals("train") && !split.equals("test")) {
      throw map.error("split", "found '%s', expected train or test".formatted(split));
    }
    if (!map.has("path")) {
      throw map.error(
          "path",
          "expected the file or folder of this source: without one nothing would keep its rows at"
              + " its site. Export other sources, such as databases, to files there first");
    }
    return new JobSource(
        map.string("site"),
        split,
        map.string("format"),
        variables.uri(map, "path"),
        map.stringMap("options"),
        map.placeOf("site"));
  }
}
