/** Random Spark programs over random policies, and what each may do by a plain reading of them. */
@NullMarked
package dev.bailiwick.spark.programs;

import org.jspecify.annotations.NullMarked;
