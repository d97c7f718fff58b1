package dev.bailiwick.spark;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;

/** A job over many files of one site, that is not run. */
public final class ManyFiles implements AutoCloseable {
  private final TestSites sites;
  private final SparkContext sc;

  private ManyFiles(TestSites sites, SparkContext sc) {
    this.sites = sites;
    this.sc = sc;
  }

  /** One process at site fra. */
  public static ManyFiles in(Path dir) throws Exception {
    TestSites sites = TestSites.in(dir);
    return new ManyFiles(sites, new SparkContext(sites.conf("local[1]", "fra")));
  }

  /** Where it would run. */
  public SparkContext context() {
    return sc;
  }

  /** A shuffle of as many files into as many partitions. */
  public RDD<?> shuffled(int files) {
    String folder = sites.storage("fra").toString();
    return JavaSparkContext.fromSparkContext(sc)
        .parallelize(
            IntStream.range(0, files).mapToObj(i -> folder + "/f-" + i + ".csv").toList(), files)
        .mapToPair(path -> new Tuple2<>(path, 1))
        .partitionBy(new HashPartitioner(files))
        .rdd();
  }

  @Override
  public void close() {
    sc.stop();
  }
}
