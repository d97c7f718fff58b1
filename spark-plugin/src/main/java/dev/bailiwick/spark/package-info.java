/**
 * The Spark plugin: what it governs and how an application looks at it. Entries: {@link
 * dev.bailiwick.spark.BailiwickPlugin} for Spark's settings, {@link dev.bailiwick.spark.Governance}
 * on the driver, {@link dev.bailiwick.spark.SiteRuntime} in the executors.
 */
@NullMarked
package dev.bailiwick.spark;

import org.jspecify.annotations.NullMarked;
