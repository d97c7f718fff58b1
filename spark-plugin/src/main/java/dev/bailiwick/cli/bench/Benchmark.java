package dev.bailiwick.cli.bench;

/** Something that is timed against what a user would pick instead. */
public interface Benchmark {
  /** The word after {@code bailiwick bench}. */
  String name();

  /** What is compared, in one sentence. */
  String about();

  /** Runs it: all cases in one process, in turn, so that they share what the machine does. */
  BenchResult run() throws Exception;
}
