package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** Folders and files that only their owner may read, from the moment of their creation. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final int MAX_PASSWORD_BYTES = 1024;
  private static final int MAX_FILE_BYTES = 1 << 24;

  private PrivateFiles() {}

  /** Makes the folder (mode 0700), or checks that it is private already. */
  static void directory(Path dir) {
    try {
      Path parent = dir.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.isDirectory(dir)) {
        Files.createDirectory(
            dir,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw unavailable("The folder " + dir + " could not be made with mode 0700", e);
    }
    requirePrivate(dir, "700");
  }

  /** Writes a new name, forces it to disk, and moves it over the file. Mode 0600 throughout. */
  static void write(Path file, byte[] content) {
    Path dir = file.toAbsolutePath().getParent();
    if (dir == null) {
      throw new BailiwickException(ErrorCode.BAD_ARGUMENT, file + " is not a file's name");
    }
    try {
      Path temporary =
          Files.createTempFile(
              dir,
              "." + file.getFileName(),
              ".part",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = ByteBuffer.wrap(content);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw unavailable("The file " + file + " could not be written", e);
    }
  }

  /** Reads a file that must be private. */
  static byte[] read(Path file) {
    requirePrivate(file, "600");
    return readPublic(file);
  }

  /** Reads a file that anybody may read, such as a certificate. */
  static byte[] readPublic(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_FILE_BYTES) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            file + " has " + size + " bytes; at most " + MAX_FILE_BYTES + " are read");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unavailable("The file " + file + " could not be read", e);
    }
  }

  /** The folder's password, which is made if there is none. */
  static char[] passwordOrNew(Path dir) {
    Path file = dir.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      byte[] text = Base64.getUrlEncoder().withoutPadding().encode(random);
      write(file, text);
      Arrays.fill(random, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
    return password(dir);
  }

  /** The folder's password: the file's text without a final newline. */
  static char[] password(Path dir) {
    Path file = dir.resolve("password");
    byte[] bytes = read(file);
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
      length--;
    }
    if (length == 0 || length > MAX_PASSWORD_BYTES) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          file + " holds " + length + " bytes; expected one line of 1 to " + MAX_PASSWORD_BYTES);
    }
    var chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
    char[] password = new char[chars.remaining()];
    chars.get(password);
    Arrays.fill(chars.array(), '\0');
    Arrays.fill(bytes, (byte) 0);
    return password;
  }

  /** Refuses a folder or file that anybody but its owner may read or write. */
  static void requirePrivate(Path path, String mode) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            path
                + " has mode "
                + PosixFilePermissions.toString(permissions)
                + ", others than its owner may use it: run chmod "
                + mode
                + " "
                + path);
      }
    } catch (NoSuchFileException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          path + " does not exist: is this a site home that 'bailiwick pki issue' made?",
          e);
    } catch (IOException | UnsupportedOperationException e) {
      throw unavailable("The mode of " + path + " could not be read", e);
    }
  }

  private static BailiwickException unavailable(String what, Exception cause) {
    return new BailiwickException(ErrorCode.UNAVAILABLE, what + ": " + cause.getMessage(), cause);
  }
}
