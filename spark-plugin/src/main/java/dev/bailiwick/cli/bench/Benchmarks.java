package dev.bailiwick.cli.bench;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;

/** All benchmarks. A new one is added to the list here. */
public final class Benchmarks {
  private static final List<Benchmark> ALL =
      List.of(
          new CryptoBenchmark(),
          new ShuffleBenchmark(),
          new PolicyBenchmark(),
          new ParquetBenchmark(),
          new PlanBenchmark(),
          new SchedulerBenchmark());

  private Benchmarks() {}

  public static List<Benchmark> all() {
    return ALL;
  }

  /**
   * The benchmark with this name.
   *
   * @throws BailiwickException BAD_ARGUMENT when there is none
   */
  public static Benchmark named(String name) {
    return ALL.stream()
        .filter(b -> b.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BailiwickException(
                    ErrorCode.BAD_ARGUMENT,
                    "No benchmark is called '"
                        + name
                        + "'. There is: "
                        + ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "))));
  }
}
