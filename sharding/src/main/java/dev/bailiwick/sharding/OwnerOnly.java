package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read, where the file system knows owners. */
final class OwnerOnly {
  private static final Set<PosixFilePermission> FORBIDDEN =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private OwnerOnly() {}

  /** Refuses a secret that others can read or replace. */
  static void require(Path file) throws IOException {
    if (!posix(file)) {
      return;
    }
    Set<PosixFilePermission> open = EnumSet.copyOf(FORBIDDEN);
    open.retainAll(Files.getPosixFilePermissions(file));
    if (!open.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          file
              + " has mode "
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
              + ", so others can read or replace it: chmod 600 it");
    }
  }

  /** An empty file beside {@code target} that only its owner can read. */
  static Path temporaryBeside(Path target) throws IOException {
    Path made =
        Files.createTempFile(
            target.toAbsolutePath().getParent(), target.getFileName() + ".", ".tmp");
    if (posix(made)) {
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    }
    return made;
  }

  private static boolean posix(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
  }
}
