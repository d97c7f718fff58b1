/**
 * What SQL plans tell the scheduler: which part of a plan is an aggregate that may be released, and
 * where the driver's own values are put into it. Spark finds {@link
 * dev.bailiwick.spark.sql.SovereignExtensions} by name; the scheduler finds the marks in the
 * lineage of the RDDs that these plans become.
 */
@NullMarked
package dev.bailiwick.spark.sql;

import org.jspecify.annotations.NullMarked;
