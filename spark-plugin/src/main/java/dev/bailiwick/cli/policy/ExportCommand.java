package dev.bailiwick.cli.policy;

import dev.bailiwick.policy.Odrl;
import dev.bailiwick.policy.PolicyParser;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy export --odrl FILE}. */
@Command(
    name = "export",
    description =
        "Writes a policy in another language, without its tests and comments. What that language"
            + " cannot say is an error.")
public final class ExportCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private OdrlOption to;

  @Parameters(paramLabel = "FILE", description = "The policy.")
  private Path file;

  @Override
  public void run() {
    to.write(spec.commandLine().getOut(), Odrl.write(PolicyParser.parse(file)));
  }
}
