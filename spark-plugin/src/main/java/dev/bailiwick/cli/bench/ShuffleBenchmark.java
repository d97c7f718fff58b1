package dev.bailiwick.cli.bench;

import java.util.function.Consumer;

/** Shuffling large data, sealed and not, on two cores of one machine. */
final class ShuffleBenchmark implements Benchmark {
  /** A smaller number makes a smoke test of it. */
  private static final String SIZE = "bailiwick.bench.megabytes";

  private static final int MEGABYTES = 2_048;

  @Override
  public String name() {
    return "shuffle";
  }

  @Override
  public String about() {
    return ("A sort of %,d MB and a join of %,d MB that nothing compresses: sealed, on stock Spark,"
            + " and on stock Spark with spark.io.encryption.enabled, in turn (less with JAVA_TOOL_OPTIONS=-D%s=N).")
        .formatted(megabytes(), megabytes() / 2, SIZE);
  }

  @Override
  public BenchResult run(Consumer<String> progress) throws Exception {
    return ChildProcess.run(ShuffleTrials.class, megabytes(), "4g");
  }

  private static int megabytes() {
    return Integer.getInteger(SIZE, MEGABYTES);
  }
}
