package dev.bailiwick.cli.bench;

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
    return "Reading %,d rows of 64 floats and a class into DL4J batches: an encrypted shard, the same"
            .formatted(ROWS)
        + " Parquet in clear through the same reader, and Dataset<Row> -> iterator -> DataSet.";
  }

  @Override
  public BenchResult run() throws Exception {
    return ChildProcess.run(ParquetTrials.class, ROWS, "3g");
  }
}
