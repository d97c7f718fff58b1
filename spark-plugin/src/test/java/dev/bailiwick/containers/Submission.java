package dev.bailiwick.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/** An application that a stock SparkSubmit runs in the coordinator's container. */
final class Submission {
  private static final long POLL_MS = 50;

  private final Boxes boxes;
  private final Path log;
  private final CompletableFuture<Integer> exit;

  private Submission(Boxes boxes, Path log, CompletableFuture<Integer> exit) {
    this.boxes = boxes;
    this.log = log;
    this.exit = exit;
  }

  /**
   * @param name of its log
   * @param settings Spark's, besides those that every driver here needs
   */
  static Submission of(
      Boxes boxes,
      String name,
      Map<String, String> settings,
      String mainClass,
      String... arguments) {
    Path log = boxes.files().coordinator().resolve(name + ".log");
    List<String> command = new ArrayList<>(List.of(boxes.java()));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-Xmx640m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(String.join(":", Boxes.CONF, Boxes.SPARK + "/jars/*", Boxes.TESTS));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", boxes.master()));
    command.addAll(List.of("--properties-file", Boxes.CONF + "/spark.properties"));
    command.addAll(List.of("--jars", "local:" + Boxes.DL4J));
    Map<String, String> all = new TreeMap<>(settings(boxes));
    all.putAll(settings);
    all.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", mainClass, "local:" + Boxes.BUNDLE));
    command.addAll(List.of(arguments));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> run(boxes, command, "/coordinator/" + name + ".log"));
    return new Submission(boxes, log, exit);
  }

  private static Map<String, String> settings(Boxes boxes) {
    Map<String, String> settings = new TreeMap<>();
    String options =
        "-Dorg.bytedeco.javacpp.cachedir=/tmp/natives -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    settings.put("spark.plugins", "dev.bailiwick.spark.BailiwickPlugin");
    settings.put("spark.bailiwick.site.home", "/coordinator/home");
    settings.put("spark.bailiwick.placement.timeout", "300s");
    settings.put("spark.driver.host", boxes.coordinatorAddress());
    settings.put("spark.driver.bindAddress", boxes.coordinatorAddress());
    settings.put("spark.local.dir", "/coordinator/scratch");
    settings.put("spark.sql.warehouse.dir", "/coordinator/scratch/warehouse");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.executor.memory", "768m");
    settings.put("spark.executor.cores", "1");
    settings.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    settings.put("spark.executor.extraJavaOptions", options);
    settings.put("spark.files.useFetchCache", "false");
    return settings;
  }

  private static int run(Boxes boxes, List<String> command, String log) {
    List<String> shell = new ArrayList<>();
    shell.addAll(List.of("/bin/sh", "-c", "exec \"$@\" >" + log + " 2>&1", "sh"));
    shell.addAll(command);
    try {
      return boxes.coordinator().execInContainer(shell.toArray(String[]::new)).getExitCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until its output has this; an AssertionError with that output when it never comes. */
  Matcher await(String pattern, Duration patience) throws InterruptedException {
    return await(pattern, 0, patience);
  }

  /** The same, but only what comes after so many characters counts. */
  Matcher await(String pattern, int after, Duration patience) throws InterruptedException {
    Pattern wanted = Pattern.compile(pattern);
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean ended = exit.isDone();
      String said = output();
      Matcher found = wanted.matcher(said);
      if (after <= said.length() && found.find(after)) {
        return found;
      }
      if (ended || System.nanoTime() > end) {
        throw new AssertionError(
            "'%s' did not come %s:%n%s%n%s"
                .formatted(
                    pattern,
                    ended ? "before the end" : "within " + patience,
                    output(),
                    boxes.logs()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
  }

  /** Waits for its end. */
  int exit(Duration patience) throws InterruptedException {
    try {
      return exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "no end within " + patience + ":\n" + output() + "\n" + boxes.logs(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isOver() {
    return exit.isDone();
  }

  /** What it said so far. */
  String output() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest round that it told of; 0 before the first. */
  int rounds() {
    Matcher rounds = Pattern.compile("(?m)^round (\\d+)/").matcher(output());
    int last = 0;
    while (rounds.find()) {
      last = Integer.parseInt(rounds.group(1));
    }
    return last;
  }
}
