package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Placement of many shards, in a process with one core and two gigabytes. */
final class PlanBenchmark implements Benchmark {
  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String CORES = "Cpus_allowed_list:";

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public String about() {
    return "Placing up to 1,000,000 shards at 200 sites, on one core with -Xmx2g, against a random"
        + " permitted site and plain rendezvous hashing.";
  }

  @Override
  public BenchResult run(Consumer<String> progress) throws Exception {
    Path found = Files.createTempFile("bailiwick-plan", ".json");
    Process child = new ProcessBuilder(command(found)).inheritIO().start();
    Thread hook = new Thread(child::destroyForcibly, "stop-plan-trial");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int status = child.waitFor();
      if (status != 0) {
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE,
            "The process that is timed ended with status "
                + status
                + " instead of 0: what it wrote above says why");
      }
      Runtime.getRuntime().removeShutdownHook(hook);
      return new ObjectMapper().readValue(found.toFile(), BenchResult.class);
    } finally {
      child.destroyForcibly();
      Files.deleteIfExists(found);
    }
  }

  private static List<String> command(Path found) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(TASKSET) && Files.isReadable(STATUS)) {
      // The compiler's and collector's threads too: one core is one core.
      command.addAll(List.of(TASKSET.toString(), "--cpu-list", firstCore()));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PlanTrial.class.getName(), found.toString()));
    return command;
  }

  private static String firstCore() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(CORES))
        .map(line -> line.substring(CORES.length()).strip().split("[-,]", -1)[0])
        .findFirst()
        .orElse("0");
  }
}
