package dev.bailiwick.spark;

/**
 * How to reshard.
 *
 * @param manifest path or URI of a manifest, or of the folder of them: the newest in that folder is
 *     what counts
 * @param dryRun stop before anything is moved or written
 * @param leaveOut leave shards that can be neither kept nor moved out of the next version, instead
 *     of failing
 */
public record ReshardOptions(String manifest, boolean dryRun, boolean leaveOut) {}
