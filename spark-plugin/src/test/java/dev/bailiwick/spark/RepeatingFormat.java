package dev.bailiwick.spark;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/** Gives the rows of a CSV file, each ten times. */
public final class RepeatingFormat extends CSVFileFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration conf) {
    return new Repeating(
        super.buildReader(
            spark, dataSchema, partitionSchema, requiredSchema, filters, options, conf));
  }

  private static final class Repeating
      extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>> implements Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Spark's readers are
    private final Function1<PartitionedFile, Iterator<InternalRow>> rows;

    Repeating(Function1<PartitionedFile, Iterator<InternalRow>> rows) {
      this.rows = rows;
    }

    @Override
    public Iterator<InternalRow> apply(PartitionedFile file) {
      Iterator<InternalRow> once = rows.apply(file);
      Iterator<InternalRow> empty = once.slice(0, 0);
      java.util.List<InternalRow> all = new java.util.ArrayList<>();
      while (once.hasNext()) {
        InternalRow row = once.next().copy();
        for (int i = 0; i < 10; i++) {
          all.add(row);
        }
      }
      return empty.concat(() -> scala.jdk.javaapi.CollectionConverters.asScala(all.iterator()));
    }
  }
}
