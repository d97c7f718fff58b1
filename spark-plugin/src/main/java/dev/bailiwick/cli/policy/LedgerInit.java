package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy ledger init}. */
@Command(
    name = "init",
    description =
        "Makes a ledger on which nothing is counted. Once: until it is there, whatever has a limit"
            + " is denied, and a second one would let every limit begin anew.")
final class LedgerInit implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private LedgerOptions options;

  @Override
  public void run() {
    Path file = options.file();
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The folder " + folder + " cannot be made; check its rights.", e);
    }
    Ledger.create(file, options.signer());
    if (options.json) {
      ObjectNode node = ToolJson.object();
      node.put("ledger", file.toString());
      ToolJson.print(spec.commandLine().getOut(), node);
    } else {
      spec.commandLine().getOut().println("Ledger " + file + ", on which nothing is counted");
    }
  }
}
