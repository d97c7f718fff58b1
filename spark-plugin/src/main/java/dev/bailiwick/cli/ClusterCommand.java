package dev.bailiwick.cli;

import picocli.CommandLine.Command;

/** A cluster on this machine that outlives a command. */
@Command(
    name = "cluster",
    description = "Runs a standalone Spark cluster on this machine, one worker a site.",
    subcommands = {ClusterUp.class, ClusterDown.class, ClusterStatus.class})
final class ClusterCommand extends Group {}
