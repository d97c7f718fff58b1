package dev.bailiwick.preprocess;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Finds the index that belongs to a category: a value in Spark's string form. */
interface Slots {
  /** A value that has no index. */
  int NONE = -1;

  /** A new batch begins: nothing that was learnt of the vector before holds. */
  default void begin(ColumnVector column) {}

  /** Writes the indexes of {@code rows} values, none of them null, from place 0 of {@code out}. */
  void find(ColumnVector column, int from, int rows, int[] out);

  /** The place of each value among those that a one-hot feature knows. */
  static Slots ofValues(DataType type, FittedFeature feature) {
    Map<String, Integer> index = new HashMap<>();
    feature.values().forEach(value -> index.put(value, index.size()));
    return of(type, index);
  }

  /** The class of each value that a label knows. */
  static Slots ofClasses(DataType type, LabelSpec label) {
    Map<String, Integer> index = new HashMap<>();
    List<List<String>> classes = label.classes();
    for (int i = 0; i < classes.size(); i++) {
      for (String value : classes.get(i)) {
        index.put(value, i);
      }
    }
    return of(type, index);
  }

  private static Slots of(DataType type, Map<String, Integer> index) {
    return type instanceof StringType ? new TextSlots(index) : WholeSlots.of(type, index);
  }
}
