package dev.bailiwick.cli.cluster;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two jars that turn a stock Spark into a governed one.
 *
 * @param sparkJar Bailiwick and what Spark lacks
 * @param dl4jJar DL4J with the natives of this platform
 */
public record Bundles(Path sparkJar, Path dl4jJar) {

  /** The jars that the launcher script names in {@code bailiwick.bundle.*}. */
  public static Bundles ofThisProcess() {
    return new Bundles(named("bailiwick.bundle.spark"), named("bailiwick.bundle.dl4j"));
  }

  private static Path named(String property) {
    String value = System.getProperty(property, "");
    if (value.isEmpty() || !Files.isRegularFile(Path.of(value))) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "No bundle jar at '"
              + value
              + "'. Run Bailiwick through its script `bailiwick`, which builds it and sets -D"
              + property
              + ".");
    }
    return Path.of(value).toAbsolutePath();
  }
}
