package dev.bailiwick.sharding;

import java.net.URI;

/**
 * One sealed file of a shard, at one site.
 *
 * @param site the site whose storage holds it, and whose key store opens it
 * @param uri the file
 * @param bytes the size of the file
 * @param rowGroups how many Parquet row groups
 * @param sha256 of the file as it lies there, lower-case hex
 * @param keyId the key-encryption key, as {@link KeyIds} names it
 * @param keyVersion the version of that key, from 1
 */
public record ShardCopy(
    String site,
    URI uri,
    long bytes,
    long rowGroups,
    String sha256,
    String keyId,
    long keyVersion) {}
