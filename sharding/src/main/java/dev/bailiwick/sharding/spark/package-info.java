/**
 * Shards as encrypted Parquet files.
 *
 * <p>Entry: {@link dev.bailiwick.sharding.spark.ShardWriter} writes a plan's shards at their homes,
 * {@link dev.bailiwick.sharding.spark.ShardReader} reads a manifest's shards where they are.
 */
@NullMarked
package dev.bailiwick.sharding.spark;

import org.jspecify.annotations.NullMarked;
