package dev.bailiwick.cli.bench;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.randn;
import static org.apache.spark.sql.functions.when;

import dev.bailiwick.preprocess.FeatureSpec;
import dev.bailiwick.preprocess.LabelSpec;
import dev.bailiwick.preprocess.Preprocessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What is read: made from fixed seeds, in one partition. */
enum ParquetRows {
  /**
   * What a census asks: whole numbers and categories, a few of them frequent. Parquet writes most
   * of it as dictionaries, so that there is little to open a row, and a row becomes some hundred
   * floats.
   */
  TABLE {
    @Override
    Map<String, Column> columns() {
      Map<String, Column> columns = new LinkedHashMap<>();
      int seed = 1;
      for (String number : NUMBERS) {
        columns.put(number, floor(rand(seed++).multiply(randn(seed++)).multiply(25)).cast("int"));
      }
      for (int i = 0; i < CATEGORIES.length; i++) {
        columns.put("category" + i, category(seed++, CATEGORIES[i]));
      }
      for (String amount : AMOUNTS) {
        Column some = floor(rand(seed++).multiply(15_000)).cast("int");
        columns.put(amount, when(rand(seed++).lt(0.92), lit(0)).otherwise(some));
      }
      columns.put(LABEL, when(rand(seed).lt(0.24), lit("yes")).otherwise(lit("no")));
      return columns;
    }

    @Override
    Preprocessor preprocessor() {
      List<FeatureSpec> features = new ArrayList<>();
      for (String number : NUMBERS) {
        features.add(FeatureSpec.standardise(number));
      }
      for (int i = 0; i < CATEGORIES.length; i++) {
        features.add(FeatureSpec.oneHot("category" + i));
      }
      for (String amount : AMOUNTS) {
        features.add(FeatureSpec.bucketise(amount, List.of(1.0, 2e3, 3e3, 4e3, 5e3, 7e3, 1e4)));
      }
      return Preprocessor.of(
          features, new LabelSpec(LABEL, List.of(List.of("no"), List.of("yes"))));
    }
  },

  /** Random floats: nothing compresses, every byte is opened, and there is little else to do. */
  FLOATS {
    @Override
    Map<String, Column> columns() {
      Map<String, Column> columns = new LinkedHashMap<>();
      for (int i = 0; i < WIDTH; i++) {
        columns.put("f" + i, randn(i).cast("float"));
      }
      columns.put(LABEL, floor(rand(WIDTH).multiply(CLASSES)).cast("int"));
      return columns;
    }

    @Override
    Preprocessor preprocessor() {
      return Preprocessor.of(
          IntStream.range(0, WIDTH).mapToObj(i -> FeatureSpec.standardise("f" + i)).toList(),
          new LabelSpec(
              LABEL,
              IntStream.range(0, CLASSES).mapToObj(i -> List.of(Integer.toString(i))).toList()));
    }
  };

  private static final String LABEL = "label";
  private static final int WIDTH = 64;
  private static final int CLASSES = 10;
  private static final String[] NUMBERS = {"age", "schooling", "hours"};
  private static final int[] CATEGORIES = {8, 16, 7, 14, 6, 5, 2, 41};
  private static final String[] AMOUNTS = {"gain", "loss"};

  abstract Map<String, Column> columns();

  abstract Preprocessor preprocessor();

  Dataset<Row> make(SparkSession spark, long rows) {
    List<Column> columns = new ArrayList<>();
    columns().forEach((name, column) -> columns.add(column.as(name)));
    return spark.range(0, rows, 1, 1).select(columns.toArray(Column[]::new));
  }

  /** One of {@code count} texts, the first ones more often. */
  private static Column category(int seed, int count) {
    Column[] texts =
        IntStream.range(0, count)
            .mapToObj(i -> lit("value-%d-of-%d".formatted(i, count)))
            .toArray(Column[]::new);
    Column at = floor(pow(rand(seed), lit(3)).multiply(count)).cast("int").plus(1);
    return element_at(array(texts), at);
  }
}
