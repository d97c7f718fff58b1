/**
 * What may go where, and why. Knows no Spark.
 *
 * <p>Entries: {@link dev.bailiwick.policy.PolicyParser} and {@link
 * dev.bailiwick.policy.TopologyParser} read documents; {@link dev.bailiwick.policy.PolicySet}
 * decides.
 */
@NullMarked
package dev.bailiwick.policy;

import org.jspecify.annotations.NullMarked;
