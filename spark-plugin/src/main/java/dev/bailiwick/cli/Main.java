package dev.bailiwick.cli;

import dev.bailiwick.cli.policy.ReleaseCommand;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.spark.result.ExitStatus;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code bailiwick}.
 *
 * <p>Exit codes are those of {@link ExitStatus}: 0 done, 1 failure, 2 wrong input, 3 denied by
 * policy, 4 not authentic, 130 interrupted. What goes wrong is one message on standard error; with
 * {@code --verbose} a stack trace follows.
 */
@Command(
    name = "bailiwick",
    description = "Trains on data that may not leave its jurisdiction.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    scope = CommandLine.ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a machine failed, or Bailiwick did",
      "2:wrong file, setting or argument",
      "3:denied by policy",
      "4:something is not what it claims to be",
      "130:interrupted"
    },
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      PlanCommand.class,
      ShardCommand.class,
      PolicyCommand.class,
      ReleaseCommand.class,
      PkiCommand.class,
      ClusterCommand.class,
      DoctorCommand.class,
      AuditCommand.class,
      BenchCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show the stack trace of what goes wrong.")
  private boolean verbose;

  /** Runs one command and leaves with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, args);
    out.flush();
    err.flush();
    System.exit(status);
  }

  /** What a command's application is told so that it shows stack traces, too. */
  static List<String> verbosity(CommandSpec command) {
    return command.root().userObject() instanceof Main main && main.verbose
        ? List.of("--verbose")
        : List.of();
  }

  /** Runs one command; its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Main main = new Main();
    return new CommandLine(main)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((wrong, given) -> explain(wrong, err))
        .setExecutionExceptionHandler((fault, line, parsed) -> main.fail(fault, err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  private static int explain(ParameterException wrong, PrintWriter err) {
    if (wrong.getCause() instanceof BailiwickException known) {
      return report(known, err);
    }
    CommandLine line = wrong.getCommandLine();
    err.println("bailiwick: " + wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try `" + line.getCommandSpec().qualifiedName() + " --help`.");
    return ExitStatus.WRONG_INPUT;
  }

  private int fail(Exception fault, PrintWriter err) {
    if (verbose) {
      fault.printStackTrace(err);
    }
    return report(fault, err);
  }

  private static int report(Exception fault, PrintWriter err) {
    err.println("bailiwick: " + ExitStatus.message(fault));
    return ExitStatus.of(fault);
  }
}
