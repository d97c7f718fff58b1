package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts for people, kept as files under {@code src/test/resources/golden}. After a change that is
 * meant, {@code -Dbailiwick.golden=write} writes them anew and fails all the same: whoever changed
 * the text reads the difference, and runs again without it.
 */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  static void check(String name, String text) {
    Path file = FOLDER.resolve(name);
    try {
      if ("write".equals(System.getProperty("bailiwick.golden"))) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
        fail(file + " was written anew: read what changed in it, then run without the property.");
      }
      assertThat(text).as("golden file %s", file).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
