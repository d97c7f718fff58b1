package dev.bailiwick.sharding;

/**
 * A site where rows may be that lie where they may not, and what it takes to bring them there.
 *
 * @param site a site that is permitted for {@code raw} and {@code intermediate}
 * @param seconds about how long the transfer takes, by the topology's link; only its latency where
 *     the size of the rows is not known
 * @param cost about what it costs, in the operator's currency; 0 where the size is not known
 */
public record WayHome(String site, double seconds, double cost) {}
