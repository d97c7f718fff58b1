package dev.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Starts runs as processes of their own, kills some with SIGKILL, and starts these again. */
final class LedgerRuns {
  private static final int KILLED = 128 + 9;
  // More often, and the machine would only start processes.
  private static final int MAX_DELAY_MICROS = 500_000;

  private final Path folder;
  private final Random random;
  private final List<String> ledgerAndStore;
  private final int operations;
  private final Run[] runs;
  private List<String> limits = List.of();

  private static final class Run {
    final int number;
    final long seed;
    final Path journal;
    Process process;
    long journalAtStart;

    Run(int number, long seed, Path journal, Process process) {
      this.number = number;
      this.seed = seed;
      this.journal = journal;
      this.process = process;
    }

    long written() throws IOException {
      return Files.exists(journal) ? Files.size(journal) : 0;
    }

    boolean works() throws IOException {
      return process.isAlive() && written() > journalAtStart;
    }
  }

  LedgerRuns(Path folder, Random random, List<String> ledgerAndStore, int runs, int operations) {
    this.folder = folder;
    this.random = random;
    this.ledgerAndStore = ledgerAndStore;
    this.operations = operations;
    this.runs = new Run[runs];
  }

  /** Returns how many were killed when all have ended. */
  int runAndKill(int kills, long limit, long limitInAll, Duration atMost) throws Exception {
    limits = List.of(Long.toString(limit), Long.toString(limitInAll));
    long until = System.nanoTime() + atMost.toNanos();
    int killed = 0;
    try {
      for (int i = 0; i < runs.length; i++) {
        long seed = random.nextLong();
        Path journal = folder.resolve("journal-" + i);
        runs[i] = new Run(i, seed, journal, start(i, seed, journal));
      }
      while (killed < kills) {
        assertThat(System.nanoTime()).as("still killing after " + atMost).isLessThan(until);
        startAgainWhoEnded();
        TimeUnit.MICROSECONDS.sleep(random.nextInt(MAX_DELAY_MICROS));
        Run victim = runs[random.nextInt(runs.length)];
        if (victim.works() && kill(victim)) {
          killed++;
        }
      }
      // Who was killed last is not started again: what it reserved stays counted.
      while (alive()) {
        assertThat(System.nanoTime()).as("still running after " + atMost).isLessThan(until);
        Thread.sleep(20);
      }
      return killed;
    } finally {
      for (Run run : runs) {
        if (run != null) {
          run.process.destroyForcibly().waitFor();
        }
      }
    }
  }

  LedgerJournal journal() throws IOException {
    List<Path> journals = new ArrayList<>();
    for (Run run : runs) {
      journals.add(run.journal);
    }
    return LedgerJournal.read(journals);
  }

  /** One who had finished asks for all of it again; one who was killed goes on. */
  private void startAgainWhoEnded() throws IOException {
    alive();
    for (Run run : runs) {
      if (!run.process.isAlive()) {
        run.journalAtStart = run.written();
        run.process = start(run.number, run.seed, run.journal);
      }
    }
  }

  private boolean alive() throws IOException {
    boolean alive = false;
    for (Run run : runs) {
      if (run.process.isAlive()) {
        alive = true;
      } else {
        assertThat(run.process.exitValue())
            .as("run %d says: %s", run.number, Files.readString(said(run.number)))
            .isIn(0, KILLED);
      }
    }
    return alive;
  }

  private static boolean kill(Run run) throws InterruptedException {
    run.process.destroyForcibly();
    return run.process.waitFor() == KILLED;
  }

  private Path said(int number) {
    return folder.resolve("said-" + number);
  }

  private Process start(int number, long seed, Path journal) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LedgerChild.class.getName());
    command.addAll(ledgerAndStore);
    command.addAll(List.of("run-" + number, journal.toString()));
    command.addAll(limits);
    command.addAll(List.of(Long.toString(seed), Integer.toString(operations)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(said(number).toFile())
        .start();
  }
}
