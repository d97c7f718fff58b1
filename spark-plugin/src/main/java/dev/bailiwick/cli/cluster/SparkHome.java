package dev.bailiwick.cli.cluster;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Spark installation of the line that Bailiwick was built for.
 *
 * @param dir the folder that holds {@code jars/}
 * @param version what its {@code spark-core} says, such as {@code 4.1.3}
 */
public record SparkHome(Path dir, String version) {
  private static final String WANTED = "4.1";
  private static final Pattern CORE = Pattern.compile("spark-core_([0-9.]+)-([0-9][^/]*)\\.jar");

  /**
   * The installation in this folder.
   *
   * @throws BailiwickException BAD_ARGUMENT when it is none, or of another line
   */
  public static SparkHome at(Path dir) {
    Path jars = dir.resolve("jars");
    if (!Files.isDirectory(jars)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          dir + " is not a Spark home: it has no folder jars. Expected a Spark " + WANTED + ".x.");
    }
    Matcher core = core(jars);
    if (core == null || !core.group(1).equals("2.13") || !core.group(2).startsWith(WANTED + ".")) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          dir
              + " holds "
              + (core == null
                  ? "no Spark"
                  : "Spark " + core.group(2) + " for Scala " + core.group(1))
              + ". Expected Spark "
              + WANTED
              + ".x for Scala 2.13: set SPARK_HOME to one, or unset it and one is assembled.");
    }
    return new SparkHome(dir.toAbsolutePath().normalize(), core.group(2));
  }

  /** Its jars, for {@code java -cp}. */
  String classPath() {
    return dir.resolve("jars") + "/*";
  }

  private static @Nullable Matcher core(Path jars) {
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .map(f -> CORE.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
