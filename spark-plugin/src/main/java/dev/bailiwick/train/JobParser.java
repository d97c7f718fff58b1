package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Use;
import dev.bailiwick.preprocess.FeatureSpec;
import dev.bailiwick.preprocess.LabelSpec;
import dev.bailiwick.train.Job.JobJurisdiction;
import dev.bailiwick.train.Job.Training;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a job file. Every fault is a {@link ErrorCode#BAD_DOCUMENT} with {@code file:line:column};
 * nothing outside the job file is read, but the DL4J configuration that it may name.
 */
public final class JobParser {
  private static final long WINDOW_ROWS = 1_000_000;
  private static final String NAME = "[a-z][a-z0-9-]{0,62}";

  private JobParser() {}

  /**
   * Reads a job.
   *
   * @param file the job file
   * @param variables values for {@code ${NAME}} in source paths, before the job's own defaults
   */
  public static Job parse(Path file, Map<String, String> variables) {
    Path absolute = file.toAbsolutePath().normalize();
    YamlMap top = YamlMap.read(absolute);
    top.allowOnly(
        "apiVersion",
        "kind",
        "metadata",
        "topology",
        "policies",
        "dataset",
        "jurisdiction",
        "label",
        "features",
        "model",
        "training",
        "use",
        "cites",
        "variables",
        "output");
    expect(top, "apiVersion", "bailiwick/v1");
    expect(top, "kind", "TrainingJob");
    YamlMap metadata = top.map("metadata");
    metadata.allowOnly("id");
    Path folder = absolute.getParent();
    List<Path> policies = top.optionalStrings("policies").stream().map(folder::resolve).toList();
    if (top.has("policies") && policies.isEmpty()) {
      throw top.error(
          "policies",
          "no policy is named; name one, or leave 'policies' out where the data has policies beside"
              + " it (data without a policy is denied)");
    }
    Variables paths = new Variables(folder, variables, top.stringMap("variables"));
    Set<String> used = new LinkedHashSet<>();
    LabelSpec label = label(top.map("label"), used);
    List<FeatureSpec> features = features(top, used);
    return new Job(
        name(metadata, "id"),
        absolute,
        sha256(absolute),
        folder.resolve(top.string("topology")).normalize(),
        policies.stream().map(Path::normalize).toList(),
        JobDataParser.parse(top.map("dataset"), paths),
        jurisdiction(top.map("jurisdiction")),
        label,
        features,
        JobModelParser.parse(top.map("model"), folder),
        training(top.optionalMap("training")),
        use(top),
        Set.copyOf(top.optionalStrings("cites")),
        folder.resolve(top.optionalString("output").orElse("out")).normalize());
  }

  private static Use use(YamlMap top) {
    String word = top.optionalString("use").orElse(Use.TRAIN.id());
    // A label must not satisfy a policy for another use than what the job does.
    return Use.of(word)
        .filter(use -> use == Use.TRAIN)
        .orElseThrow(
            () -> top.error("use", "found '%s', expected train: a job trains".formatted(word)));
  }

  static String name(YamlMap map, String key) {
    String value = map.string(key);
    if (!value.matches(NAME)) {
      throw map.error(
          key,
          "found '%s', expected a name of lower-case letters, digits and '-', at most 63 characters"
              .formatted(value));
    }
    return value;
  }

  private static void expect(YamlMap map, String key, String expected) {
    String found = map.string(key);
    if (!found.equals(expected)) {
      throw map.error(key, "found '%s', expected '%s'".formatted(found, expected));
    }
  }

  private static JobJurisdiction jurisdiction(YamlMap map) {
    map.allowOnly("column", "constant");
    Optional<String> column = map.optionalString("column");
    Optional<String> constant = map.optionalString("constant");
    if (column.isPresent() == constant.isPresent()) {
      throw map.error(
          column.isPresent() ? "constant" : "column",
          "expected either 'column' (the column that names the law of a row) or 'constant' (a"
              + " code that holds for every row)");
    }
    String place = map.placeOf(column.isPresent() ? "column" : "constant").toString();
    return new JobJurisdiction(column, constant, place);
  }

  private static LabelSpec label(YamlMap map, Set<String> used) {
    map.allowOnly("column", "classes");
    List<List<String>> classes = map.stringLists("classes");
    if (classes.size() < 2) {
      throw map.error("classes", "found fewer than two classes; list the values of each class");
    }
    Set<String> seen = new LinkedHashSet<>();
    for (List<String> values : classes) {
      for (String value : values) {
        if (!seen.add(value)) {
          throw map.error("classes", "the value '%s' means two classes".formatted(value));
        }
      }
    }
    String column = map.string("column");
    used.add(column);
    return new LabelSpec(column, classes);
  }

  private static List<FeatureSpec> features(YamlMap top, Set<String> used) {
    List<FeatureSpec> out = new ArrayList<>();
    for (YamlMap map : top.maps("features")) {
      map.allowOnly("columns", "transform", "splits", "minCount");
      List<String> columns = map.strings("columns");
      if (columns.isEmpty()) {
        throw map.error("columns", "no column is named");
      }
      for (String column : columns) {
        if (used.contains(column)) {
          throw map.error(
              "columns", "'%s' is the label; a model may not read it".formatted(column));
        }
        if (!used.add(map.string("transform") + " " + column)) {
          throw map.error("columns", "the column '%s' has this transform twice".formatted(column));
        }
        out.add(feature(map, column));
      }
    }
    if (out.isEmpty()) {
      throw top.error("features", "no feature is named; a model needs at least one");
    }
    return out;
  }

  private static FeatureSpec feature(YamlMap map, String column) {
    String transform = map.string("transform");
    if (!transform.equals("bucketise") && map.has("splits")) {
      throw map.error("splits", "'splits' belongs to the transform 'bucketise' only");
    }
    if (!transform.equals("one-hot") && map.has("minCount")) {
      throw map.error("minCount", "'minCount' belongs to the transform 'one-hot' only");
    }
    return switch (transform) {
      case "standardise" -> FeatureSpec.standardise(column);
      case "one-hot" -> FeatureSpec.oneHot(column, (int) map.integer("minCount", 1, 1_000_000, 10));
      case "bucketise" -> FeatureSpec.bucketise(column, splits(map));
      default ->
          throw map.error(
              "transform",
              "found '%s', expected standardise, one-hot or bucketise".formatted(transform));
    };
  }

  private static List<Double> splits(YamlMap map) {
    List<Double> splits = map.numbers("splits");
    if (splits.isEmpty()) {
      throw map.error("splits", "no split is given; a bucketised column needs at least one");
    }
    for (int i = 1; i < splits.size(); i++) {
      if (splits.get(i) <= splits.get(i - 1)) {
        throw map.error("splits", "found %s, expected ascending numbers".formatted(splits));
      }
    }
    return splits;
  }

  private static Training training(Optional<YamlMap> map) {
    if (map.isEmpty()) {
      return new Training(10, 64, 64, 1, 1, WINDOW_ROWS);
    }
    YamlMap m = map.get();
    m.allowOnly("rounds", "localSteps", "batchSize", "seed", "workersPerSite", "windowRows");
    return new Training(
        (int) m.integer("rounds", 1, 100_000, 10),
        (int) m.integer("localSteps", 1, 1_000_000, 64),
        (int) m.integer("batchSize", 1, 65_536, 64),
        m.integer("seed", 0, Long.MAX_VALUE, 1),
        (int) m.integer("workersPerSite", 1, 1_000, 1),
        m.integer("windowRows", 1, 1_000_000_000, WINDOW_ROWS));
  }

  private static String sha256(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
