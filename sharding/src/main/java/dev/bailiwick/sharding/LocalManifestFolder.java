package dev.bailiwick.sharding;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** On the local file system, by hard links. */
final class LocalManifestFolder implements ManifestFolder {
  private final Path folder;

  LocalManifestFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  @Override
  public List<String> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /** A hard link appears whole and fails if the name is taken; a rename would overwrite. */
  @Override
  public boolean createIfAbsent(String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name);
    Path fresh = Files.createTempFile(folder, ".manifest-", ".tmp");
    try {
      Files.write(fresh, bytes);
      try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.createLink(file, fresh);
      forceFolder();
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      return createExclusively(file, bytes);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Without hard links: a crash on the way leaves a part, which does not load. */
  private static boolean createExclusively(Path file, byte[] bytes) throws IOException {
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** A name is durable only when its folder is. Some file systems cannot do that: then it waits. */
  private void forceFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The manifest stands under its name, whole; to say that it does not would be wrong.
      return;
    }
  }

  @Override
  public String describe(String name) {
    return folder.resolve(name).toString();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
