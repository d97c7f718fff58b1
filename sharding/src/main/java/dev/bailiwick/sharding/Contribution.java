package dev.bailiwick.sharding;

/**
 * Which rows of a source go into a shard.
 *
 * @param source the source's name
 * @param firstRow the first of them, counted from 0 among the source's rows of the shard's stratum
 * @param rows how many, from there
 */
public record Contribution(String source, long firstRow, long rows) {}
