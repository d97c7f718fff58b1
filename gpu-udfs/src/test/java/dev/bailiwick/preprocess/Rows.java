package dev.bailiwick.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Made-up rows of people, and the features that the tests make of them. */
final class Rows {

  static final String SCHEMA = "age INT, work STRING, gain DOUBLE, dept.no SMALLINT, income STRING";

  static final StructType TYPE = StructType.fromDDL(SCHEMA.replace("dept.no", "`dept.no`"));

  static final LabelSpec LABEL =
      new LabelSpec("income", List.of(List.of("<=50K", "<=50K."), List.of(">50K", ">50K.")));

  static final Preprocessor PREPROCESSOR =
      Preprocessor.of(
          List.of(
              FeatureSpec.standardise("age"),
              FeatureSpec.standardise("gain"),
              FeatureSpec.oneHot("work"),
              FeatureSpec.bucketise("gain", List.of(0.0, 10.0, 100.0)),
              FeatureSpec.oneHot("dept.no", 2)),
          LABEL);

  private static final String[] WORK = {"private", "state", "self", "none", "église", "a'b\"c"};
  private static final String[] INCOME = {"<=50K", "<=50K.", ">50K", ">50K."};

  private Rows() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("preprocess")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 4)
        .config("spark.sql.warehouse.dir", "target/warehouse")
        .getOrCreate();
  }

  static List<Row> random(long seed, int count) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          RowFactory.create(
              17 + random.nextInt(70),
              WORK[(int) (WORK.length * Math.pow(random.nextDouble(), 3))],
              random.nextInt(4) == 0 ? random.nextInt(12) * 10.0 - 10 : random.nextGaussian() * 50,
              (short) random.nextInt(5),
              INCOME[random.nextInt(INCOME.length)]));
    }
    return rows;
  }

  static Dataset<Row> dataset(SparkSession spark, List<Row> rows) {
    return spark.createDataFrame(rows, TYPE);
  }
}
