package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.train.FedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;

/**
 * A real executor of a real site, which writes down the rows that it trains on: a file for each
 * executor, a line for each batch. A row's name is its first number times {@link #SCALE}.
 */
final class RecordingSite implements RoundSite {
  static final float SCALE = 1024;
  private static final long serialVersionUID = 1L;

  private final ExecutorRounds executor = new ExecutorRounds();
  private final String folder;

  RecordingSite(Path folder) {
    this.folder = folder.toString();
  }

  @Override
  public EpochKey key(KeyScope scope) {
    Path file = Path.of(folder, SparkEnv.get().executorId());
    FedRows.watch((first, column) -> write(file, first, column));
    return executor.key(scope);
  }

  @Override
  public void touched(String file) {
    executor.touched(file);
  }

  private static void write(Path file, long first, float[] column) {
    StringBuilder line = new StringBuilder().append(first);
    for (float x : column) {
      line.append(' ').append((int) (x * SCALE));
    }
    try {
      Files.writeString(
          file, line.append('\n'), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The row at each place that was trained. */
  static Map<Long, Integer> rows(Path folder) throws IOException {
    Map<Long, Integer> rows = new HashMap<>();
    for (Path file : files(folder)) {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ");
        for (int i = 1; i < words.length; i++) {
          Integer before = rows.put(Long.parseLong(words[0]) + i - 1, Integer.parseInt(words[i]));
          if (before != null) {
            throw new AssertionError("place %s was trained twice".formatted(words[0]));
          }
        }
      }
    }
    return rows;
  }

  /** One file for each executor that trained. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.toList());
    }
  }
}
