package dev.bailiwick.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.error.BailiwickException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.RowToColumnConverter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.reflect.ClassTag$;

/** The columns' way and the expressions' way give the same bits and the same errors. */
class ColumnarTransformLawsTest {
  private static SparkSession spark;
  private static Path folder;

  /** What came out: the bits of the numbers, the label, row after row; and what stopped it. */
  static final class Outcome implements Serializable {
    private static final long serialVersionUID = 1L;
    final ArrayList<List<Integer>> rows = new ArrayList<>();
    String fault = "";

    void add(float[] features, int from, int width, float label) {
      List<Integer> bits = new ArrayList<>();
      for (int i = from; i < from + width; i++) {
        bits.add(Float.floatToRawIntBits(features[i]));
      }
      bits.add(Float.floatToRawIntBits(label));
      rows.add(bits);
    }
  }

  @BeforeContainer
  static void start() throws Exception {
    spark = Rows.session();
    spark.conf().set("spark.sql.parquet.columnarReaderBatchSize", "97");
    folder = Files.createTempDirectory("columnar");
  }

  @AfterContainer
  static void stop() {
    spark.stop();
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void columnsGiveWhatExpressionsGive(@ForAll long seed) throws Exception {
    RandomTable table = new RandomTable(seed);
    String file = folder.resolve("t" + seed).toString();
    spark
        .createDataFrame(table.rows(), table.schema())
        .coalesce(1)
        .write()
        .option("parquet.enable.dictionary", seed % 4 != 0)
        .option("parquet.block.size", 16_384)
        .option("parquet.page.size", 512)
        .option("parquet.dictionary.page.size", 256)
        .mode("overwrite")
        .parquet(file);
    Dataset<Row> read = spark.read().schema(table.schema()).parquet(file).coalesce(1);
    Outcome expected = expressions(table.preprocessor().transform(read, table.fitted()));
    ColumnarTransform columnar = table.preprocessor().columnar(table.schema(), table.fitted());

    assertSame(parquet(file, columnar), expected, seed);
    assertSame(onHeap(file, columnar, 1 + (int) Math.floorMod(seed, 700L)), expected, seed);
    assertThat(expected.fault).doesNotContain("secret");
    Statistics.label("rows that cannot be used").collect(!expected.fault.isEmpty());
    if (expected.fault.isEmpty()) {
      assertThat(expected.rows).hasSameSizeAs(table.rows());
    }
  }

  private static void assertSame(Outcome got, Outcome expected, long seed) {
    assertThat(got.fault).as("seed %s", seed).isEqualTo(expected.fault);
    assertThat(got.rows).as("seed %s", seed).isEqualTo(expected.rows);
  }

  private static Outcome expressions(Dataset<Row> transformed) {
    return rdd(transformed)
        .mapPartitions(
            rows -> {
              Outcome out = new Outcome();
              try {
                while (rows.hasNext()) {
                  InternalRow row = rows.next();
                  float[] features = row.getArray(0).toFloatArray();
                  out.add(features, 0, features.length, row.getFloat(1));
                }
              } catch (RuntimeException e) {
                out.fault = Preprocessor.rowError(e).orElseThrow(() -> e).getMessage();
              }
              return List.of(out).iterator();
            })
        .collect()
        .get(0);
  }

  /** Through Spark's vectorised reader, as a shard is read. */
  private static Outcome parquet(String file, ColumnarTransform columnar) {
    Dataset<Row> read = spark.read().schema(columnar.columns()).parquet(file);
    SparkPlan scan =
        ((org.apache.spark.sql.classic.Dataset<Row>) read)
            .queryExecution()
            .executedPlan()
            .collectLeaves()
            .head();
    assertThat(scan.supportsColumnar()).isTrue();
    RDD<ColumnarBatch> batches = scan.executeColumnar();
    JavaRDD<ColumnarBatch> one =
        JavaRDD.fromRDD(batches, ClassTag$.MODULE$.<ColumnarBatch>apply(ColumnarBatch.class));
    assertThat(one.getNumPartitions()).isLessThanOrEqualTo(1);
    List<Outcome> outcomes =
        one.mapPartitions(some -> List.of(columns(some, columnar)).iterator()).collect();
    return outcomes.isEmpty() ? new Outcome() : outcomes.get(0);
  }

  /** Through vectors without a dictionary, of many sizes. */
  private static Outcome onHeap(String file, ColumnarTransform columnar, int batchRows) {
    return rdd(spark.read().schema(columnar.columns()).parquet(file).coalesce(1))
        .mapPartitions(
            rows -> {
              List<ColumnarBatch> batches = new ArrayList<>();
              RowToColumnConverter converter = new RowToColumnConverter(columnar.columns());
              while (rows.hasNext()) {
                OnHeapColumnVector[] vectors =
                    OnHeapColumnVector.allocateColumns(batchRows, columnar.columns());
                int count = 0;
                for (; count < batchRows && rows.hasNext(); count++) {
                  converter.convert(rows.next(), vectors);
                }
                batches.add(new ColumnarBatch(vectors.clone(), count));
              }
              return List.of(columns(batches.iterator(), columnar)).iterator();
            })
        .collect()
        .get(0);
  }

  private static Outcome columns(Iterator<ColumnarBatch> batches, ColumnarTransform columnar) {
    Outcome out = new Outcome();
    BatchTransform transform = columnar.begin();
    try {
      while (batches.hasNext()) {
        transform.apply(
            batches.next(),
            (features, labels, rows) -> {
              for (int i = 0; i < rows; i++) {
                out.add(features, i * columnar.width(), columnar.width(), labels[i]);
              }
            });
      }
    } catch (BailiwickException e) {
      out.fault = e.getMessage();
    }
    return out;
  }

  private static JavaRDD<InternalRow> rdd(Dataset<Row> dataset) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) dataset)
        .queryExecution()
        .toRdd()
        .toJavaRDD();
  }
}
