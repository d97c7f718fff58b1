package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Spark's own Parquet, with keys from the site's store.
 *
 * @param schema what is written
 * @param writers makes a writer in a task
 * @param conf what the writer reads
 */
record Parquet(StructType schema, OutputWriterFactory writers, SerializableConfiguration conf) {
  /**
   * Parquet encrypts page by page, and Java 17's AES-GCM is some fifty times slower on pieces of 1
   * MiB, Parquet's default, than on these.
   */
  static final int PAGE_BYTES = 1 << 16;

  /** Parquet weighs a page only now and then; rows with long texts make it grow fast. */
  private static final int ROWS_BETWEEN_CHECKS = 10;

  /** Asks Spark for a writer of this schema. Touches no file. */
  static Parquet prepare(SparkSession spark, StructType schema) {
    try {
      Job job = Job.getInstance(sealedConf(spark));
      job.getConfiguration().setInt(ParquetOutputFormat.PAGE_SIZE, PAGE_BYTES);
      job.getConfiguration().setInt(ParquetOutputFormat.DICTIONARY_PAGE_SIZE, PAGE_BYTES);
      job.getConfiguration()
          .setInt(ParquetOutputFormat.MIN_ROW_COUNT_FOR_PAGE_SIZE_CHECK, ROWS_BETWEEN_CHECKS);
      OutputWriterFactory writers =
          new ParquetFileFormat()
              .prepareWrite(spark, job, scala.collection.immutable.Map$.MODULE$.empty(), schema);
      return new Parquet(schema, writers, new SerializableConfiguration(job.getConfiguration()));
    } catch (IOException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "Spark gave no Parquet writer", e);
    }
  }

  /** The session's Hadoop settings, with which Parquet reads and writes only sealed files. */
  static Configuration sealedConf(SparkSession spark) {
    Configuration conf =
        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().newHadoopConf();
    SovereignCryptoFactory.settings().forEach(conf::set);
    conf.set(SealedPrefixes.SETTING, SealedPrefixes.EVERYWHERE);
    return conf;
  }
}
