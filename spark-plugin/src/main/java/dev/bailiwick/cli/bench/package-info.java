/** Benchmarks that `bailiwick bench` runs. Entry: {@link dev.bailiwick.cli.bench.Benchmarks}. */
@NullMarked
package dev.bailiwick.cli.bench;

import org.jspecify.annotations.NullMarked;
