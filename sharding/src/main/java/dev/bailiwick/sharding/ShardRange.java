package dev.bailiwick.sharding;

/**
 * What all rows of a shard have between two bounds, both of which some row may have.
 *
 * @param column the column
 * @param from the least value, as text: whole numbers and decimals as Java writes them, instants as
 *     ISO 8601 in UTC, texts as they are
 * @param to the greatest value
 */
public record ShardRange(String column, String from, String to) {}
