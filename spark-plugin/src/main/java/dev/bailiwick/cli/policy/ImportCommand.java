package dev.bailiwick.cli.policy;

import dev.bailiwick.policy.Odrl;
import dev.bailiwick.yaml.YamlMap;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy import --odrl FILE}. */
@Command(
    name = "import",
    description =
        "Writes the policy that a document in another language is. What a policy cannot say is an"
            + " error.")
public final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private OdrlOption from;

  @Parameters(paramLabel = "FILE", description = "The document.")
  private Path file;

  @Override
  public void run() {
    from.write(spec.commandLine().getOut(), Odrl.read(file.toString(), YamlMap.readText(file)));
  }
}
