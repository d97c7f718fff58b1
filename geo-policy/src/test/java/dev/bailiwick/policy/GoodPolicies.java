package dev.bailiwick.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The policies in this repository that are as they should be, and those that are not. */
final class GoodPolicies {
  static final Path BROKEN = Path.of("src/test/resources/broken/policy");
  private static final Path EXAMPLES = Path.of("../examples");

  private GoodPolicies() {}

  static List<Path> all() {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files.filter(GoodPolicies::isPolicy).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> broken() {
    try (Stream<Path> files = Files.list(BROKEN)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPolicy(Path file) {
    return file.toString().endsWith(".yaml")
        && text(file).lines().anyMatch("kind: SovereigntyPolicy"::equals);
  }
}
