package dev.bailiwick.shuffle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils$;

/** A Spark of two threads with its own local folder; closed, it is gone. */
final class TestSpark implements AutoCloseable {
  static final Map<String, String> STOCK = Map.of();
  static final Map<String, String> SEALED =
      Map.of("spark.shuffle.manager", SealedShuffleManager.class.getName());

  private final SparkSession session;
  private final Path localDir;

  /** A master and two workers in this process, each with an executor process of its own. */
  static final Map<String, String> CLUSTER =
      Map.of(
          "spark.master", "local-cluster[2,1,1024]",
          "spark.executor.extraClassPath", System.getProperty("java.class.path"),
          "spark.plugins", ClusterKeysPlugin.class.getName());

  @SafeVarargs
  TestSpark(Path localDir, Map<String, String>... settings) {
    this.localDir = localDir;
    Utils$.MODULE$
        .clearLocalRootDirs(); // a worker would give its executors those of an earlier test
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("sealed-shuffle")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "WARN")
            .config("spark.local.dir", localDir.toString())
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.shuffle.sort.bypassMergeThreshold", "4")
            .config("spark.sql.warehouse.dir", localDir.resolve("warehouse").toString());
    for (Map<String, String> some : settings) {
      some.forEach(builder::config);
    }
    session = builder.getOrCreate();
  }

  SparkSession session() {
    return session;
  }

  JavaSparkContext java() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  /** A new folder beside Spark's own. */
  Path folder(String prefix) {
    try {
      return Files.createTempDirectory(Files.createDirectories(localDir), prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until listeners were told of all that happened. */
  void settle() {
    try {
      session.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every file under the local folder now whose name begins so. */
  List<Path> files(String prefix) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          localDir,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.getFileName().toString().startsWith(prefix)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  static boolean contains(Path file, String text) {
    try {
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      return bytes.contains(text);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    session.stop();
  }
}
