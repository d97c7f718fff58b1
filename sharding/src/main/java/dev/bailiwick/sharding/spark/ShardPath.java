package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.RunFolder;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * What a shard file's path says: the last three parts are dataset, run and file.
 *
 * @param folder the run's folder
 * @param run the folder's last two parts
 * @param file the name that the file has, or will have when it is finished
 */
record ShardPath(Path folder, RunFolder run, String file) {
  private static final Pattern UNFINISHED = Pattern.compile("\\.(.+)\\.unfinished\\.parquet");

  /** Empty if the path is too short for a shard file's. */
  static Optional<ShardPath> of(Path path) {
    Path folder = path.getParent();
    if (folder == null || folder.getParent() == null) {
      return Optional.empty();
    }
    Matcher unfinished = UNFINISHED.matcher(path.getName());
    String file = unfinished.matches() ? unfinished.group(1) + ".parquet" : path.getName();
    return Optional.of(new ShardPath(folder, runOf(folder), file));
  }

  /** The names of a run's folder. */
  static RunFolder runOf(Path folder) {
    Path parent = folder.getParent();
    return new RunFolder(parent == null ? "" : parent.getName(), folder.getName());
  }

  /** The name of a file that is not yet a shard; listings of shards do not show it. */
  static Path unfinished(Path folder, String name) {
    return new Path(folder, "." + name + ".unfinished.parquet");
  }
}
