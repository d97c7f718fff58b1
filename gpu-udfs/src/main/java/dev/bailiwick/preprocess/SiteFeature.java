package dev.bailiwick.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.Comparator;
import java.util.List;

/**
 * What one site says about one feature.
 *
 * @param incomplete rows whose value cannot be used: null, or no number where one is needed
 * @param moments for standardise, otherwise {@link Moments#NONE}
 * @param values for one-hot the values of enough rows, sorted; otherwise empty
 */
record SiteFeature(
    String column, Kind kind, long incomplete, Moments moments, List<String> values) {

  static final Comparator<SiteFeature> ORDER =
      Comparator.comparing(SiteFeature::column).thenComparing(SiteFeature::kind);

  /** The most values of one column: beyond it, the column is an identifier or a text. */
  static final int MAX_VALUES = 10_000;

  /** The longest value, in UTF-16 units. */
  static final int MAX_VALUE_LENGTH = 1_000;

  SiteFeature {
    values = List.copyOf(values);
    requireVocabulary(column, values);
  }

  /** Sorted, without repetition, and small. */
  static void requireVocabulary(String column, List<String> values) {
    if (values.size() > MAX_VALUES) {
      throw StatisticsJson.bad(
          "column "
              + column
              + " has "
              + values.size()
              + " values that are frequent enough to be a slot each; at most "
              + MAX_VALUES
              + ": raise its minCount, or leave the column out");
    }
    String last = null;
    for (String value : values) {
      if (value.length() > MAX_VALUE_LENGTH) {
        throw StatisticsJson.bad(
            "column "
                + column
                + " has a frequent value of "
                + value.length()
                + " characters; at most "
                + MAX_VALUE_LENGTH
                + ": free text is no category, leave the column out");
      }
      if (last != null && last.compareTo(value) >= 0) {
        throw StatisticsJson.bad("the values of column " + column + " are not in strict order");
      }
      last = value;
    }
  }

  ObjectNode toJson() {
    ObjectNode json = StatisticsJson.object();
    json.put("column", column);
    if (kind == Kind.STANDARDISE) {
      json.put("count", moments.count());
    }
    json.put("incomplete", incomplete).put("kind", kind.id());
    if (kind == Kind.STANDARDISE) {
      json.put("m2", moments.m2()).put("mean", moments.mean());
    }
    if (kind == Kind.ONE_HOT) {
      StatisticsJson.put(json.putArray("values"), values);
    }
    return json;
  }

  static SiteFeature fromJson(JsonNode json) {
    Kind kind = Kind.of(StatisticsJson.text(json, "kind"));
    return new SiteFeature(
        StatisticsJson.text(json, "column"),
        kind,
        StatisticsJson.count(json, "incomplete"),
        kind == Kind.STANDARDISE
            ? new Moments(
                StatisticsJson.count(json, "count"),
                StatisticsJson.number(json, "mean"),
                StatisticsJson.number(json, "m2"))
            : Moments.NONE,
        kind == Kind.ONE_HOT ? StatisticsJson.texts(json, "values") : List.of());
  }
}
