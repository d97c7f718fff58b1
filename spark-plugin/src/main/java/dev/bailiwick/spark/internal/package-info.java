/**
 * The scheduler that obeys the policies. Everything that needs types which Spark keeps to itself is
 * here, and nothing of Bailiwick depends on this package: Spark finds {@link
 * dev.bailiwick.spark.internal.SovereignClusterManager} as a service.
 */
@NullMarked
package dev.bailiwick.spark.internal;

import org.jspecify.annotations.NullMarked;
