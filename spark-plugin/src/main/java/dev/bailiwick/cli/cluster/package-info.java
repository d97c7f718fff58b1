/**
 * A standalone Spark cluster on this machine, one worker process a site, and the driver that is
 * submitted to it. Entry: {@link dev.bailiwick.cli.cluster.LocalCluster}.
 */
@NullMarked
package dev.bailiwick.cli.cluster;

import org.jspecify.annotations.NullMarked;
