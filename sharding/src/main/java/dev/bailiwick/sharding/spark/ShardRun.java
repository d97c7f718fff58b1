package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.sharding.KeyIds;
import dev.bailiwick.sharding.ManifestFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * One writing of shards, on record before its first file.
 *
 * <p>A run has a folder of its own at each site. The record {@code run-RUN.txt} beside the
 * manifests says when it began and names these folders, so that what a run left that died is found,
 * and nothing of another dataset or of another folder of manifests is ever taken for it.
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
  public static ShardRun begin(ManifestFolder manifests, String dataset, Topology topology) {
    ShardRun run = new ShardRun(UUID.randomUUID().toString());
    StringBuilder record = new StringBuilder(Instant.now() + "\n");
    for (Site site : topology.sites()) {
      record.append(ShardWriter.shardFolder(site)).append(folder(dataset, run.id)).append('\n');
    }
    try {
      if (!manifests.createIfAbsent(
          run.record(), record.toString().getBytes(StandardCharsets.UTF_8))) {
        throw new BailiwickException(
            ErrorCode.INTERNAL, manifests.describe(run.record()) + " is there already");
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "The folder of " + manifests.describe(run.record()) + " cannot be written",
          e);
    }
    return run;
  }

  /** The name of its record. */
  String record() {
    return PREFIX + id + SUFFIX;
  }

  /** A run of this dataset under a site's shard folder: ends with a slash. */
  static String folder(String dataset, String run) {
    return KeyIds.folderOf(dataset) + "/" + run + "/";
  }
}
