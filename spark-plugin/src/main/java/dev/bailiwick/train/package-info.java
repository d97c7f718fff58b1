/**
 * Replicas, rounds, averaging, checkpoints. Knows DL4J, no Spark. Entry: {@link
 * dev.bailiwick.train.Replica} for what a worker does, {@link dev.bailiwick.train.Averager} for
 * what the coordinator does, {@link dev.bailiwick.train.ModelSpec} for what is trained.
 */
@NullMarked
package dev.bailiwick.train;

import org.jspecify.annotations.NullMarked;
