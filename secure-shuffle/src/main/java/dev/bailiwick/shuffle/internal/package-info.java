/**
 * What must know Spark's own types to seal a shuffle: its settings, its environment, its writers'
 * output and its readers. Entry: {@link dev.bailiwick.shuffle.internal.SparkEnvSeal}. Nothing here
 * is for use outside {@code dev.bailiwick.shuffle}.
 */
@NullMarked
package dev.bailiwick.shuffle.internal;

import org.jspecify.annotations.NullMarked;
