package dev.bailiwick.cli.bench;

import java.util.function.Consumer;

/** Reading an encrypted shard for training, in an executor of one core. */
final class ParquetBenchmark implements Benchmark {
  // A multiple of the batch, so that every way gives all rows.
  private static final long ROWS = 1_200 * 256;

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String about() {
    return "Reading %,d rows of a census table, then of 64 random floats, into DL4J batches:"
            .formatted(ROWS)
        + " an encrypted shard, the same Parquet in clear through the same reader, and"
        + " Dataset<Row> -> iterator -> DataSet, as dl4j-spark does it and tuned by hand.";
  }

  @Override
  public BenchResult run(Consumer<String> progress) throws Exception {
    return ChildProcess.run(ParquetTrials.class, ROWS, "3g");
  }
}
