package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.policy.StewardDocument;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy sign FILE}. */
@Command(
    name = "sign",
    description =
        "Signs a policy, statements about places, or a release: writes FILE.sig beside it. Any"
            + " change of the file, a space too, makes the signature worthless.")
public final class SignCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private SignerOptions signer;

  @Parameters(paramLabel = "FILE", description = "The document.")
  private Path file;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    StewardDocument document = StewardDocument.read(file);
    Path signature = document.sign(signer.signer());
    if (json) {
      ObjectNode node = ToolJson.object();
      node.put("file", file.toString());
      node.put("signature", signature.toString());
      node.put("signedBy", document.owner());
      ToolJson.print(spec.commandLine().getOut(), node);
    } else {
      spec.commandLine().getOut().println(signature + ": signed by " + document.owner());
    }
  }
}
