package dev.bailiwick.spark;

import java.nio.file.Path;

/**
 * How to reshard.
 *
 * @param manifest a manifest, or the folder of them: the newest in that folder is what counts
 * @param dryRun stop before anything is moved or written
 * @param leaveOut leave shards that can be neither kept nor moved out of the next version, instead
 *     of failing
 */
public record ReshardOptions(Path manifest, boolean dryRun, boolean leaveOut) {}
