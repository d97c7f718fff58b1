package dev.bailiwick.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others: run alone, it says so. */
abstract class Group implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public final void run() {
    throw new ParameterException(
        spec.commandLine(),
        "`"
            + spec.qualifiedName()
            + "` needs one of: "
            + String.join(", ", spec.subcommands().keySet()));
  }
}
