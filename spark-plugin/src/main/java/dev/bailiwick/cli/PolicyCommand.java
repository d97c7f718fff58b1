package dev.bailiwick.cli;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicyParser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at policies alone, without data or sites. */
@Command(
    name = "policy",
    description = "Checks policy files.",
    subcommands = PolicyCommand.Lint.class)
final class PolicyCommand extends Group {

  /** {@code bailiwick policy lint FILE...}: every file is looked at, the first fault decides. */
  @Command(
      name = "lint",
      description = "Reads policy files as strictly as a run does, and says what is wrong.")
  static final class Lint implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Policy files.")
    private List<Path> files;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      BailiwickException first = null;
      for (Path file : files) {
        try {
          Policy policy = PolicyParser.parse(file);
          out.println(file + ": ok, " + policy.id() + " " + policy.version());
        } catch (BailiwickException fault) {
          if (first == null) {
            first = fault;
          } else {
            spec.commandLine().getErr().println("bailiwick: " + fault.getMessage());
          }
        }
      }
      if (first != null) {
        throw first;
      }
      return 0;
    }
  }
}
