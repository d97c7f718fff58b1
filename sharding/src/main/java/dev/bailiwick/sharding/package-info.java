/**
 * Datasets to shards to sites. Knows no Spark.
 *
 * <p>Entry: {@link dev.bailiwick.sharding.ShardPlanner} decides which rows make a shard and where
 * it lives, {@link dev.bailiwick.sharding.ManifestStore} keeps the signed list of what was written,
 * and {@link dev.bailiwick.sharding.SiteKeyStore} holds the keys without which a shard is noise.
 */
@NullMarked
package dev.bailiwick.sharding;

import org.jspecify.annotations.NullMarked;
