package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.preprocess.FittedStatistics;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A row as the numbers that ours gives, written by hand on Spark's {@link Row}. */
final class RowEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Cell> cells = new ArrayList<>();
  private final Slot label;
  private final int width;
  private final int classes;

  /** Writes what one column becomes, at its place in a row of zeros. */
  private interface Cell extends Serializable {
    void write(Row row, float[] out, int from);
  }

  /** Which of some slots a row's value has. */
  private interface Slot extends Serializable {
    int of(Row row);
  }

  RowEncoder(FittedStatistics fitted, StructType schema) throws IOException {
    JsonNode json = new ObjectMapper().readTree(fitted.toBytes());
    int at = 0;
    for (JsonNode feature : json.get("features")) {
      at += add(feature, schema, at);
    }
    width = at;
    Map<String, Integer> slots = new HashMap<>();
    classes = json.at("/label/classes").size();
    for (int i = 0; i < classes; i++) {
      for (JsonNode value : json.at("/label/classes").get(i)) {
        slots.put(value.textValue(), i);
      }
    }
    int column = schema.fieldIndex(json.at("/label/column").textValue());
    label =
        schema.apply(column).dataType().equals(DataTypes.StringType)
            ? row -> slots.get(row.getString(column))
            : row -> slots.get(Integer.toString(row.getInt(column)));
  }

  private int add(JsonNode feature, StructType schema, int at) {
    int column = schema.fieldIndex(feature.get("column").textValue());
    DataType type = schema.apply(column).dataType();
    switch (feature.get("kind").textValue()) {
      case "standardise" -> {
        double mean = feature.get("mean").doubleValue();
        double scale = feature.get("scale").doubleValue();
        cells.add(
            type.equals(DataTypes.FloatType)
                ? (row, out, from) ->
                    out[from + at] = (float) ((row.getFloat(column) - mean) / scale)
                : (row, out, from) ->
                    out[from + at] = (float) ((row.getInt(column) - mean) / scale));
        return 1;
      }
      case "one-hot" -> {
        Map<String, Integer> slots = new HashMap<>();
        feature.get("values").forEach(v -> slots.put(v.textValue(), slots.size() + 1));
        cells.add(
            (row, out, from) -> out[from + at + slots.getOrDefault(row.getString(column), 0)] = 1);
        return slots.size() + 1;
      }
      default -> {
        double[] splits = new double[feature.get("splits").size()];
        for (int i = 0; i < splits.length; i++) {
          splits[i] = feature.get("splits").get(i).doubleValue();
        }
        cells.add(
            (row, out, from) -> {
              int value = row.getInt(column);
              int slot = 0;
              while (slot < splits.length && value >= splits[slot]) {
                slot++;
              }
              out[from + at + slot] = 1;
            });
        return splits.length + 1;
      }
    }
  }

  int width() {
    return width;
  }

  int classes() {
    return classes;
  }

  /** Writes the row's features into {@code out}, which is zero there. */
  void write(Row row, float[] out, int from) {
    for (Cell cell : cells) {
      cell.write(row, out, from);
    }
  }

  int label(Row row) {
    return label.of(row);
  }
}
