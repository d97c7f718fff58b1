/**
 * Which shard goes to which site, in numbers alone. Knows no names, no policies and no Spark.
 *
 * <p>Entry: {@link dev.bailiwick.sharding.placement.Placer} takes a {@link
 * dev.bailiwick.sharding.placement.PlacementProblem} and answers with a {@link
 * dev.bailiwick.sharding.placement.PlacementOutcome}. How and why: {@code
 * docs/adr/0135-placement-by-flow.md}.
 */
@NullMarked
package dev.bailiwick.sharding.placement;

import org.jspecify.annotations.NullMarked;
