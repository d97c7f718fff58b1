package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code destroyed} in a site home: which versions of which keys were destroyed, and when. No
 * version is made a second time, so that what a destroyed one wrapped is told apart from what was
 * altered.
 */
final class DestroyedKeys {
  private static final String FILE = "destroyed";
  private static final Pattern LINE =
      Pattern.compile(
          "(?<at>[0-9]{4}-[0-9-]{5}T[0-9:]{8}Z) (?<id>[^ #]+)#(?<version>[1-9][0-9]{0,8})");

  private final Path home;

  DestroyedKeys(Path home) {
    this.home = home;
  }

  /** The versions of a key that were destroyed, and when. */
  Map<Integer, Instant> of(String keyId) {
    Map<Integer, Instant> versions = new TreeMap<>();
    for (String line : lines()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw unusable("has the line '" + line + "'", null);
      }
      if (parts.group("id").equals(keyId)) {
        versions.put(Integer.valueOf(parts.group("version")), Instant.parse(parts.group("at")));
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
      throw unusable("cannot be written, so nothing was destroyed", e);
    }
  }

  private List<String> lines() {
    Path file = home.resolve(FILE);
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw unusable("cannot be read", e);
    }
  }

  private BailiwickException unusable(String what, @Nullable Exception cause) {
    return new BailiwickException(
        ErrorCode.GUARD_MISSING,
        "The record of destroyed keys, " + home.resolve(FILE) + ", " + what + ": mend it",
        cause);
  }
}
