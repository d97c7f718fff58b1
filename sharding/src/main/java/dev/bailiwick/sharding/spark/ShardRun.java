package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.sharding.KeyIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/**
 * One writing of shards, on record before its first file.
 *
 * <p>A run has a folder of its own at each site. The record {@code run-RUN.txt} beside the
 * manifests names these folders, so that what a run left that died is found, and nothing of another
 * dataset or of another folder of manifests is ever taken for it.
 *
 * @param id unique
 */
public record ShardRun(String id) {
  static final String PREFIX = "run-";
  static final String SUFFIX = ".txt";

  /**
   * Puts a new run on record.
   *
   * @param manifests the folder of the manifests
   * @throws BailiwickException UNAVAILABLE if that folder cannot be written
   */
  public static ShardRun begin(
      Path manifests, Configuration conf, String dataset, Topology topology) {
    ShardRun run = new ShardRun(UUID.randomUUID().toString());
    String folders =
        topology.sites().stream()
            .map((Site s) -> ShardWriter.shardFolder(s) + folder(dataset, run.id) + "\n")
            .collect(Collectors.joining());
    Path record = new Path(manifests, PREFIX + run.id + SUFFIX);
    try (FSDataOutputStream out = record.getFileSystem(conf).create(record, false)) {
      out.write(folders.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The folder " + manifests + " cannot be written", e);
    }
    return run;
  }

  /** A run of this dataset under a site's shard folder: ends with a slash. */
  static String folder(String dataset, String run) {
    return KeyIds.of("x", dataset).substring(2) + "/" + run + "/";
  }
}
