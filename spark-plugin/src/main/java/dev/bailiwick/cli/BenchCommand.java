package dev.bailiwick.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bailiwick.cli.bench.BenchResult;
import dev.bailiwick.cli.bench.Benchmark;
import dev.bailiwick.cli.bench.Benchmarks;
import dev.bailiwick.cli.cluster.Workplace;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick bench NAME}. */
@Command(
    name = "bench",
    description = "Runs a benchmark, prints its table, and writes target/bench/NAME.json.")
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which one; none lists them.")
  private @Nullable String name;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      Benchmarks.all().forEach(b -> out.printf("%-12s %s%n", b.name(), b.about()));
      return 0;
    }
    Benchmark benchmark = Benchmarks.named(name);
    out.println(benchmark.about());
    BenchResult result = benchmark.run(out::println);
    out.printf("%n%-20s %12s %12s %12s%n", "case", "median s", "min s", "max s");
    for (BenchResult.Case one : result.cases()) {
      out.printf(
          "%-20s %12.4f %12.4f %12.4f%n",
          one.name(), one.medianSeconds(), one.minSeconds(), one.maxSeconds());
    }
    out.println();
    result.figures().forEach((figure, value) -> out.printf("%-28s %12.3f%n", figure, value));
    Path file = Workplace.target().resolve("bench").resolve(benchmark.name() + ".json");
    Files.createDirectories(file.getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), result);
    out.println("\n" + file);
    return 0;
  }
}
