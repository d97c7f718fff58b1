package dev.bailiwick.sharding;

/**
 * Shards of one stratum that get fewer replicas than were asked for.
 *
 * @param stratum the index of their stratum
 * @param first the id of the first of them
 * @param shards how many
 * @param wanted how many replicas each should have
 * @param got how many each gets
 * @param why what stands in the way: a rule, or a site that is full or draining
 */
public record ReplicaGap(int stratum, String first, long shards, int wanted, int got, String why) {}
