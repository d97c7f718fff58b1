package dev.bailiwick.cli.breakins;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import scala.jdk.javaapi.CollectionConverters;

/** Flips one byte in the middle of the newest shuffle file on this executor's disk. */
final class FlipShuffleByte implements Executors.SerializableCall {
  private static final long serialVersionUID = 1L;

  @Override
  public String apply(String site) {
    Optional<File> newest =
        CollectionConverters.asJava(SparkEnv.get().blockManager().diskBlockManager().getAllFiles())
            .stream()
            .filter(f -> f.getName().matches("shuffle_\\d+_\\d+_0\\.data") && f.length() > 0)
            .max(Comparator.comparingInt(FlipShuffleByte::shuffle).thenComparing(File::getName));
    if (newest.isEmpty()) {
      return "no shuffle block was found on this disk";
    }
    try (RandomAccessFile file = new RandomAccessFile(newest.get(), "rw")) {
      long at = file.length() / 2;
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 1);
      return "byte %d of %s".formatted(at, newest.get().getName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int shuffle(File file) {
    return Integer.parseInt(file.getName().split("_")[1]);
  }
}
