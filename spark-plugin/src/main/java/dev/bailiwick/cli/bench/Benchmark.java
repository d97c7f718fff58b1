package dev.bailiwick.cli.bench;

import java.util.function.Consumer;

/** Something that is timed against what a user would pick instead. */
public interface Benchmark {
  /** The word after {@code bailiwick bench}. */
  String name();

  /** What is compared, in one sentence. */
  String about();

  /**
   * Runs it: all cases in turn, so that they share what the machine does.
   *
   * @param progress takes a line now and then, if it takes minutes
   */
  BenchResult run(Consumer<String> progress) throws Exception;
}
