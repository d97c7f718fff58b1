package dev.bailiwick.preprocess;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.var_pop;
import static org.apache.spark.sql.functions.when;

import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The one aggregate that gives a site's statistics.
 *
 * <p>Each row becomes one small item per feature and one for the label: (which, value, number).
 * These are grouped by which and value. So one pass over the rows serves means and vocabularies,
 * and rare values are dropped before anything leaves the task.
 */
final class StatisticsPlan {

  // Columns of the result.
  static final int KIND = 0;
  static final int COLUMN = 1;
  static final int VALUE = 2;
  static final int ROWS = 3;
  static final int USED = 4;
  static final int MEAN = 5;
  static final int M2 = 6;

  /** The kind of the rows that count labels; their value is one of the two below, or null. */
  static final String LABEL = "label";

  static final String KNOWN = "known";
  static final String UNKNOWN = "unknown";

  private StatisticsPlan() {}

  static Dataset<Row> of(Dataset<Row> rows, List<FeatureSpec> features, LabelSpec label) {
    int labelItem = features.size();
    Column[] items = new Column[labelItem + 1];
    for (int i = 0; i < labelItem; i++) {
      items[i] = item(i, features.get(i));
    }
    items[labelItem] = item(labelItem, labelValue(label), null);

    Column which = col("item.which");
    return rows.coalesce(1)
        .select(explode(array(items)).as("item"))
        .groupBy(which.as("which"), col("item.value").as("value"))
        .agg(
            count(lit(1)).as("rows"),
            count(col("item.number")).as("used"),
            avg(col("item.number")).as("mean"),
            var_pop(col("item.number")).as("variance"))
        .where(
            col("value").isNull().or(col("rows").geq(choose(labelItem, i -> least(features, i)))))
        .select(
            choose(labelItem, i -> i < labelItem ? features.get(i).kind().id() : LABEL).as("kind"),
            choose(labelItem, i -> i < labelItem ? features.get(i).column() : label.column())
                .as("column"),
            col("value"),
            col("rows"),
            col("used"),
            col("mean"),
            col("variance").multiply(col("used").cast(DataTypes.DoubleType)).as("m2"));
  }

  private static Column item(int which, FeatureSpec feature) {
    String column = feature.column();
    Column usable = Columns.usable(column, feature.kind());
    return switch (feature.kind()) {
      case STANDARDISE -> item(which, null, when(usable, Columns.number(column)));
      case ONE_HOT -> item(which, Columns.category(column), null);
      // Whether there is a bucket for it, and nothing about where it lies.
      case BUCKETISE -> item(which, null, when(usable, lit(0.0)));
    };
  }

  private static Column item(int which, @Nullable Column value, @Nullable Column number) {
    return struct(
        lit(which).as("which"),
        (value == null ? lit(null).cast(DataTypes.StringType) : value).as("value"),
        (number == null ? lit(null).cast(DataTypes.DoubleType) : number).as("number"));
  }

  private static Column labelValue(LabelSpec label) {
    Object[] known = label.classes().stream().flatMap(List::stream).toArray();
    Column value = Columns.category(label.column());
    return when(value.isin(known), lit(KNOWN)).when(value.isNotNull(), lit(UNKNOWN));
  }

  private static long least(List<FeatureSpec> features, int i) {
    return i < features.size() && features.get(i).kind() == Kind.ONE_HOT
        ? features.get(i).minCount()
        : 1L;
  }

  private static Column choose(int last, IntFunction<Object> value) {
    Column chosen = null;
    for (int i = 0; i < last; i++) {
      Column is = col("which").equalTo(lit(i));
      chosen =
          chosen == null ? when(is, lit(value.apply(i))) : chosen.when(is, lit(value.apply(i)));
    }
    return chosen == null ? lit(value.apply(last)) : chosen.otherwise(lit(value.apply(last)));
  }
}
