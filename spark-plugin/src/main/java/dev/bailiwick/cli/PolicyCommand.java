package dev.bailiwick.cli;

import dev.bailiwick.cli.policy.CalendarCommand;
import dev.bailiwick.cli.policy.DiffCommand;
import dev.bailiwick.cli.policy.ExplainCommand;
import dev.bailiwick.cli.policy.LintCommand;
import dev.bailiwick.cli.policy.MatrixCommand;
import dev.bailiwick.cli.policy.TestCommand;
import picocli.CommandLine.Command;

/** Looks at policies alone, without data. */
@Command(
    name = "policy",
    description = "Checks, explains and compares policy files.",
    subcommands = {
      LintCommand.class,
      TestCommand.class,
      ExplainCommand.class,
      MatrixCommand.class,
      DiffCommand.class,
      CalendarCommand.class
    })
final class PolicyCommand extends Group {}
