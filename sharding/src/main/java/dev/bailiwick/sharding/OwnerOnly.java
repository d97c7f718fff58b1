package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Folders and files that only their owner may use. */
final class OwnerOnly {
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private OwnerOnly() {}

  /**
   * Refuses a secret, or its folder, that others can read or replace, or for which none can tell.
   */
  static void require(Path path, String mode) throws IOException {
    Set<PosixFilePermission> found;
    try {
      found = Files.getPosixFilePermissions(path);
    } catch (UnsupportedOperationException e) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          path + " lies on a file system that has no owners and modes: keep keys on one that has",
          e);
    }
    if (!OWNER.containsAll(found)) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          path
              + " has mode "
              + PosixFilePermissions.toString(found)
              + ", so others can read or replace it: chmod "
              + mode
              + " it");
    }
  }

  /** An empty file beside {@code target} that only its owner can read, from its creation. */
  static Path temporaryBeside(Path target) throws IOException {
    return Files.createTempFile(
        target.toAbsolutePath().getParent(),
        target.getFileName() + ".",
        ".tmp",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
