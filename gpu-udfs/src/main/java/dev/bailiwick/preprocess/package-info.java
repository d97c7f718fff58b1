/**
 * Fitted transforms of rows into numbers for training, with CPU and GPU code. Entry: {@link
 * dev.bailiwick.preprocess.Preprocessor}.
 *
 * <p>Statistics are fitted in each site by one Spark aggregate that moves no rows, merged on the
 * driver, and applied in a single projection where the rows are. Everything is made of Spark's own
 * expressions, which the RAPIDS Accelerator knows how to run on a GPU, but for {@link
 * dev.bailiwick.preprocess.BucketiseUdf}, which brings code for both.
 */
@NullMarked
package dev.bailiwick.preprocess;

import org.jspecify.annotations.NullMarked;
