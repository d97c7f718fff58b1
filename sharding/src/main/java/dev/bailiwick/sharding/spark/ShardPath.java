package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.RunFolder;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * What a shard file's path says: the last three parts are dataset, run and file.
 *
 * @param folder the run's folder
 * @param run the folder's last two parts
 * @param file the name that the file has
 */
record ShardPath(Path folder, RunFolder run, String file) {
  /** Empty if the path is too short for a shard file's. */
  static Optional<ShardPath> of(Path path) {
    Path folder = path.getParent();
    if (folder == null || folder.getParent() == null) {
      return Optional.empty();
    }
    return Optional.of(new ShardPath(folder, runOf(folder), path.getName()));
  }

  /** The names of a run's folder. */
  static RunFolder runOf(Path folder) {
    Path parent = folder.getParent();
    return new RunFolder(parent == null ? "" : parent.getName(), folder.getName());
  }
}
