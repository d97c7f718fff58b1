package dev.bailiwick.sharding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code destroyed} in a site home: which versions of which keys were destroyed, and when. No
 * version is made a second time, so that what a destroyed one wrapped is told apart from what was
 * altered.
 */
final class DestroyedKeys {
  private static final String FILE = "destroyed";

  private final Path home;

  DestroyedKeys(Path home) {
    this.home = home;
  }

  /** The versions of a key that were destroyed, and when. */
  Map<Integer, Instant> of(String keyId) {
    Map<Integer, Instant> versions = new TreeMap<>();
    for (String line : lines()) {
      int blank = line.indexOf(' ');
      int mark = line.lastIndexOf('#');
      if (blank > 0 && mark > blank && line.substring(blank + 1, mark).equals(keyId)) {
        versions.put(
            Integer.valueOf(line.substring(mark + 1)), Instant.parse(line.substring(0, blank)));
      }
    }
    return versions;
  }

  /** Puts versions on record, before they are destroyed. The caller holds the store's lock. */
  void add(String keyId, Iterable<Integer> versions) {
    List<String> lines = new ArrayList<>(lines());
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (int version : versions) {
      lines.add(now + " " + keyId + "#" + version);
    }
    Path file = home.resolve(FILE);
    try {
      Path fresh = OwnerOnly.temporaryBeside(file);
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.wrap(text));
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The destroyed keys cannot be put on record in " + file, e);
    }
  }

  private List<String> lines() {
    Path file = home.resolve(FILE);
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("The record of destroyed keys cannot be read: " + file, e);
    }
  }
}
