package dev.bailiwick.cli.breakins;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.spark.SiteRuntime;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.SparkEnv;
import scala.Tuple2;

/** Opens a file of another site behind the scheduler's back: no lineage leads to it. */
final class StolenRead implements Executors.SerializableCall {
  private static final long serialVersionUID = 1L;
  static final String REFUSED = "refused: ";

  private final String uri;

  StolenRead(String uri) {
    this.uri = uri;
  }

  @Override
  public String apply(String site) {
    String here = SiteRuntime.get().site();
    if (!here.equals(site)) {
      return "the attempt ran at %s instead of %s, and proved nothing".formatted(here, site);
    }
    Configuration conf = new Configuration();
    for (Tuple2<String, String> setting : SparkEnv.get().conf().getAllWithPrefix("spark.hadoop.")) {
      conf.set(setting._1(), setting._2());
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(new Path(uri), conf),
            HadoopReadOptions.builder(conf, new Path(uri)).build())) {
      return "the file opened: %d rows are readable".formatted(reader.getRecordCount());
    } catch (IOException | RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BailiwickException ours) {
          return REFUSED + ours.getMessage();
        }
      }
      return "it failed, but not at the key store: " + e;
    }
  }
}
