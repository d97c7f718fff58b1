/**
 * The commands of {@code bailiwick shard} that need no cluster.
 *
 * <p>Entry: {@code VerifyCommand}, {@code DescribeCommand}, {@code DestroyCommand}.
 */
@NullMarked
package dev.bailiwick.cli.shard;

import org.jspecify.annotations.NullMarked;
