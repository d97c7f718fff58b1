/**
 * What a run leaves: its result as records, as {@code result.json} (docs/formats/result.md) and as
 * an HTML report. Entry: {@link dev.bailiwick.spark.result.ResultFiles}. No Spark, no DL4J.
 */
@NullMarked
package dev.bailiwick.spark.result;

import org.jspecify.annotations.NullMarked;
