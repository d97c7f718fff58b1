package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The part {@code model} of a job file. */
final class JobModelParser {
  private static final long MAX_JSON_BYTES = 4L << 20;

  private JobModelParser() {}

  static ModelSpec parse(YamlMap map, Path folder) {
    if (map.has("dl4j")) {
      map.allowOnly("dl4j");
      return dl4j(map, folder.resolve(map.string("dl4j")).normalize());
    }
    map.allowOnly(
        "preset",
        "hidden",
        "activation",
        "dropout",
        "l2",
        "learningRate",
        "decay",
        "decayEvery",
        "dl4j");
    String preset = map.string("preset");
    if (!preset.equals("mlp")) {
      throw map.error(
          "preset", "found '%s', expected mlp (or 'dl4j' with a file)".formatted(preset));
    }
    String activation = map.optionalString("activation").orElse("relu").toLowerCase(Locale.ROOT);
    if (!MlpSpec.activations().contains(activation)) {
      throw map.error(
          "activation",
          "found '%s', expected one of %s".formatted(activation, MlpSpec.activations()));
    }
    List<Integer> hidden =
        (map.has("hidden") ? map.numbers("hidden") : List.<Double>of())
            .stream().map(units -> whole(map, units)).toList();
    try {
      return new MlpSpec(
          hidden,
          activation,
          map.number("dropout", 0, 0.99, 0),
          map.number("l2", 0, 10, 0),
          map.number("learningRate", 1e-9, 10, 1e-3),
          map.number("decay", 1e-6, 1, 1),
          (int) map.integer("decayEvery", 1, 1_000_000, 1));
    } catch (BailiwickException e) {
      throw map.error("preset", e.getMessage());
    }
  }

  private static int whole(YamlMap map, double units) {
    if (units != Math.rint(units) || units < 1 || units > 65_536) {
      throw map.error(
          "hidden", "found %s, expected whole numbers from 1 to 65536".formatted(units));
    }
    return (int) units;
  }

  private static ModelSpec dl4j(YamlMap map, Path file) {
    try {
      if (Files.size(file) > MAX_JSON_BYTES) {
        throw map.error("dl4j", "%s has more than %,d bytes".formatted(file, MAX_JSON_BYTES));
      }
      return new Dl4jSpec(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw map.error("dl4j", "cannot read %s as UTF-8 text: does it exist?".formatted(file));
    }
  }
}
