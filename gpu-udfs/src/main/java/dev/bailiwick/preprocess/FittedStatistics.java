package dev.bailiwick.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The transforms with all that was learnt from the data: what every site, and later whoever uses
 * the model, applies to its rows. Made by {@link Preprocessor#merge}; immutable.
 *
 * <p>It is derived from all sites' statistics, and may be wherever each of them may be. It belongs
 * to the model: without it the model's inputs have no meaning.
 */
public final class FittedStatistics {

  private static final String FORMAT = "bailiwick/fitted-statistics/1";

  private final long records;
  private final LabelSpec label;
  private final List<FittedFeature> features;

  FittedStatistics(long records, LabelSpec label, List<FittedFeature> features) {
    this.records = records;
    this.label = label;
    this.features = List.copyOf(features);
    if (features.isEmpty()) {
      throw StatisticsJson.bad("no features");
    }
  }

  /** How many rows, over all sites, it was fitted on. */
  public long records() {
    return records;
  }

  /** How many numbers a row becomes: the length of {@code features}. */
  public int width() {
    return features.stream().mapToInt(FittedFeature::width).sum();
  }

  /** What each number is, in order: {@code age}, {@code work=Private}, {@code gain >= 5000.0}. */
  public List<String> names() {
    return features.stream().flatMap(feature -> feature.names().stream()).toList();
  }

  /** The label and its classes. */
  public LabelSpec label() {
    return label;
  }

  List<FittedFeature> features() {
    return features;
  }

  /** The one JSON form of it. */
  public byte[] toBytes() {
    ObjectNode json = StatisticsJson.object();
    ArrayNode list = json.putArray("features");
    features.forEach(feature -> list.add(feature.toJson()));
    json.put("format", FORMAT);
    ObjectNode labelJson = json.putObject("label");
    ArrayNode classes = labelJson.putArray("classes");
    label.classes().forEach(values -> StatisticsJson.put(classes.addArray(), values));
    labelJson.put("column", label.column());
    json.put("records", records);
    return StatisticsJson.bytes(json);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws dev.bailiwick.error.BailiwickException BAD_DATA for any other bytes
   */
  public static FittedStatistics fromBytes(byte[] bytes) {
    return StatisticsJson.read(
        bytes, FORMAT, FittedStatistics::fromJson, FittedStatistics::toBytes);
  }

  private static FittedStatistics fromJson(JsonNode json) {
    JsonNode label = json.path("label");
    return new FittedStatistics(
        StatisticsJson.count(json, "records"),
        new LabelSpec(
            StatisticsJson.text(label, "column"),
            StatisticsJson.items(label, "classes").stream()
                .map(values -> StatisticsJson.texts(StatisticsJson.object().set("v", values), "v"))
                .toList()),
        StatisticsJson.items(json, "features").stream().map(FittedFeature::fromJson).toList());
  }

  /** The counts; never a value of the data. */
  @Override
  public String toString() {
    return "FittedStatistics of " + records + " rows, width " + width();
  }
}
