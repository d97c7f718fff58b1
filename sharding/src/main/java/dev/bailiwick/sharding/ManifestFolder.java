package dev.bailiwick.sharding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder of small files on some file system, each written once.
 *
 * <p>Guaranteed by every implementation: a file is there whole or not at all, also when its writer
 * dies; of two writers of one name, in whatever process, exactly one is told that it wrote it; what
 * is there is never overwritten.
 *
 * <p>Not guaranteed: that nobody else with access to the folder alters or deletes a file.
 */
public interface ManifestFolder {

  /** A folder of the local file system, made when something is written. */
  static ManifestFolder local(Path folder) {
    return new LocalManifestFolder(folder);
  }

  /**
   * The names of what is in the folder, in no order; none when there is no such folder.
   *
   * @throws IOException if the folder cannot be read
   */
  List<String> names() throws IOException;

  /**
   * What is in a file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of this name
   * @throws IOException if it cannot be read
   */
  byte[] read(String name) throws IOException;

  /**
   * Writes a file if there is none of its name.
   *
   * @return true if it was written by this call, false if the name was taken
   * @throws IOException if it cannot be known, or nothing can be written
   */
  boolean createIfAbsent(String name, byte[] bytes) throws IOException;

  /** How people name a file of the folder: its path or URI. */
  String describe(String name);
}
