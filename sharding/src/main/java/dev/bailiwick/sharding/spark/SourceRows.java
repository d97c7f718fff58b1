package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.Dependency;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A source's rows where they lie, ready to be counted and written.
 *
 * <p>It keeps one physical plan: counting and writing see the same partitions with the same rows,
 * as long as the source does not change meanwhile, which the writer checks by counting again. The
 * dataset may be any chain of transformations that needs no shuffle; one that does is refused,
 * since it would move rows before anything decided where they may go.
 */
public final class SourceRows {
  private final String name;
  private final String site;
  private final StructType schema;
  private final RDD<InternalRow> rdd;
  private final RowSorter sorter;

  private SourceRows(
      String name, String site, StructType schema, RDD<InternalRow> rdd, RowSorter sorter) {
    this.name = name;
    this.site = site;
    this.schema = schema;
    this.rdd = rdd;
    this.sorter = sorter;
  }

  /**
   * The rows of one source.
   *
   * @param name the source's name
   * @param site where its rows lie
   * @param rows the rows
   * @param jurisdictionColumn the column whose value gives a row's law; empty if the policies give
   *     one law for all
   * @param requiredColumns a row with a null in one of these is dropped where it lies, and counted
   * @param splitting which rows are for testing
   */
  public static SourceRows of(
      String name,
      String site,
      Dataset<Row> rows,
      Optional<String> jurisdictionColumn,
      List<String> requiredColumns,
      Splitting splitting) {
    StructType schema = rows.schema();
    int law = jurisdictionColumn.map(c -> Columns.ordinal(name, schema, c)).orElse(-1);
    if (law >= 0 && !schema.fields()[law].dataType().equals(DataTypes.StringType)) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "The jurisdiction column '"
              + schema.fields()[law].name()
              + "' of source '"
              + name
              + "' is "
              + schema.fields()[law].dataType().simpleString()
              + ": it must be STRING");
    }
    int[] required =
        requiredColumns.stream().mapToInt(c -> Columns.ordinal(name, schema, c)).toArray();
    RDD<InternalRow> rdd =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd();
    requireNoShuffle(name, rdd);
    return new SourceRows(
        name,
        site,
        schema,
        rdd,
        new RowSorter(law, required, splitting, splitting.base(name), null, new String[0], null));
  }

  /** The source's name. */
  public String name() {
    return name;
  }

  /** Where its rows lie. */
  public String site() {
    return site;
  }

  /** The rows' schema. */
  public StructType schema() {
    return schema;
  }

  /**
   * The same rows, counted by the value of a column too.
   *
   * @param laws the values of law of whose rows the category may be told; of all others it is not
   */
  public SourceRows byCategory(String column, Collection<String> laws) {
    return with(sorter.with(CategoryColumn.of(name, schema, column), laws));
  }

  SourceRows with(RowSorter other) {
    return new SourceRows(name, site, schema, rdd, other);
  }

  RDD<InternalRow> rdd() {
    return rdd;
  }

  RowSorter sorter() {
    return sorter;
  }

  private static void requireNoShuffle(String source, RDD<?> rdd) {
    for (Dependency<?> d : CollectionConverters.asJava(rdd.dependencies())) {
      if (d instanceof ShuffleDependency<?, ?, ?>) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "The rows of source '"
                + source
                + "' are made by a shuffle: that would move them before the plan says where they may"
                + " go; select, filter and derive columns only");
      }
      requireNoShuffle(source, d.rdd());
    }
  }
}
