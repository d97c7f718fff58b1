package dev.bailiwick.cli;

import dev.bailiwick.cli.shard.DescribeCommand;
import dev.bailiwick.cli.shard.DestroyCommand;
import dev.bailiwick.cli.shard.RotateCommand;
import dev.bailiwick.cli.shard.VerifyCommand;
import picocli.CommandLine.Command;

/** Datasets as shards: planned, written, looked at and moved, without training. */
@Command(
    name = "shard",
    description = "Plans, writes, verifies, moves and describes the shards of a dataset.",
    subcommands = {
      PlanCommand.class,
      ShardWriteCommand.class,
      VerifyCommand.class,
      DescribeCommand.class,
      ReshardCommand.class,
      RotateCommand.class,
      DestroyCommand.class
    })
final class ShardCommand extends Group {}
