package dev.bailiwick.cli;

import dev.bailiwick.cli.policy.CalendarCommand;
import dev.bailiwick.cli.policy.DiffCommand;
import dev.bailiwick.cli.policy.ExplainCommand;
import dev.bailiwick.cli.policy.ExportCommand;
import dev.bailiwick.cli.policy.FmtCommand;
import dev.bailiwick.cli.policy.ImportCommand;
import dev.bailiwick.cli.policy.LedgerCommand;
import dev.bailiwick.cli.policy.LintCommand;
import dev.bailiwick.cli.policy.MatrixCommand;
import dev.bailiwick.cli.policy.NewCommand;
import dev.bailiwick.cli.policy.SignCommand;
import dev.bailiwick.cli.policy.TestCommand;
import dev.bailiwick.cli.policy.VerifyCommand;
import picocli.CommandLine.Command;

/** Looks at policies alone, without data. */
@Command(
    name = "policy",
    description = "Writes, checks, explains, compares and signs policy files.",
    subcommands = {
      NewCommand.class,
      FmtCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      LintCommand.class,
      TestCommand.class,
      ExplainCommand.class,
      MatrixCommand.class,
      DiffCommand.class,
      CalendarCommand.class,
      SignCommand.class,
      VerifyCommand.class,
      LedgerCommand.class
    })
final class PolicyCommand extends Group {}
