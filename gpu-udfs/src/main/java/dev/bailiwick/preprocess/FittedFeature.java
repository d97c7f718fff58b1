package dev.bailiwick.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * How one column becomes numbers, with all that was learnt from the data.
 *
 * @param mean subtracted from a standardised column
 * @param scale a standardised column is divided by it; positive
 * @param values slots of a one-hot column after the slot for all other values; sorted
 * @param splits inner edges of the buckets of a bucketised column
 */
record FittedFeature(
    String column, Kind kind, double mean, double scale, List<String> values, List<Double> splits) {

  FittedFeature {
    values = List.copyOf(values);
    splits = List.copyOf(splits);
    SiteFeature.requireVocabulary(column, values);
    if (!Double.isFinite(mean) || !Double.isFinite(scale) || scale <= 0) {
      throw StatisticsJson.bad("mean or scale of column " + column + " is out of range");
    }
  }

  int width() {
    return switch (kind) {
      case STANDARDISE -> 1;
      case ONE_HOT -> values.size() + 1;
      case BUCKETISE -> splits.size() + 1;
    };
  }

  List<String> names() {
    return switch (kind) {
      case STANDARDISE -> List.of(column);
      case ONE_HOT -> {
        List<String> names = new ArrayList<>();
        names.add(column + " (other)");
        values.forEach(value -> names.add(column + "=" + value));
        yield names;
      }
      case BUCKETISE -> {
        List<String> names = new ArrayList<>();
        names.add(column + " < " + splits.get(0));
        splits.forEach(split -> names.add(column + " >= " + split));
        yield names;
      }
    };
  }

  ObjectNode toJson() {
    ObjectNode json = StatisticsJson.object();
    json.put("column", column).put("kind", kind.id());
    switch (kind) {
      case STANDARDISE -> json.put("mean", mean).put("scale", scale);
      case ONE_HOT -> StatisticsJson.put(json.putArray("values"), values);
      case BUCKETISE -> {
        ArrayNode list = json.putArray("splits");
        splits.forEach(list::add);
      }
    }
    return json;
  }

  static FittedFeature fromJson(JsonNode json) {
    String column = StatisticsJson.text(json, "column");
    Kind kind = Kind.of(StatisticsJson.text(json, "kind"));
    return switch (kind) {
      case STANDARDISE ->
          new FittedFeature(
              column,
              kind,
              StatisticsJson.number(json, "mean"),
              StatisticsJson.number(json, "scale"),
              List.of(),
              List.of());
      case ONE_HOT ->
          new FittedFeature(column, kind, 0, 1, StatisticsJson.texts(json, "values"), List.of());
      case BUCKETISE ->
          new FittedFeature(
              column,
              kind,
              0,
              1,
              List.of(),
              FeatureSpec.bucketise(column, StatisticsJson.numbers(json, "splits")).splits());
    };
  }
}
