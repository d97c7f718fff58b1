package dev.bailiwick.sharding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Site homes for tests. */
public final class Homes {
  private Homes() {}

  /** A site home with a password and no key. */
  public static Path make(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      Path password = folder.resolve("password");
      Files.writeString(password, "a password for tests\n");
      Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
