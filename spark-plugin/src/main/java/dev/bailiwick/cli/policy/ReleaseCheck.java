package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.crypto.TrustAnchors;
import dev.bailiwick.policy.PolicyFiles;
import dev.bailiwick.policy.Release;
import dev.bailiwick.policy.ReleaseDocument;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick release check ARTEFACT}. */
@Command(
    name = "check",
    description =
        "Checks the release of an artefact: signature, hash, policies, and that they take releases"
            + " by this signer. Where it may go is then the policies' decision.")
final class ReleaseCheck implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ARTEFACT", description = "ARTEFACT.release.yaml lies beside it.")
  private Path artefact;

  @Option(
      names = "--policy",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "The policies in use: files, or folders.")
  private List<Path> policies;

  @Option(
      names = "--trust",
      required = true,
      paramLabel = "PEM",
      description = "The authorities that certify who may sign.")
  private Path trust;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    Release release =
        ReleaseDocument.verified(
            ReleaseDocument.file(artefact),
            ReleaseDocument.sha256(artefact),
            PolicyFiles.read(policies),
            TrustAnchors.load(trust).certificates(),
            Instant.now());
    TreeSet<String> under = new TreeSet<>(release.policies());
    if (json) {
      ObjectNode node = ToolJson.object();
      node.put("artefact", artefact.toString());
      node.put("released", true);
      node.put("transfer", release.transfer().id());
      node.put("signedBy", release.signer());
      node.put("records", release.records());
      ToolJson.texts(node.putArray("policies"), under);
      ToolJson.print(spec.commandLine().getOut(), node);
    } else {
      spec.commandLine()
          .getOut()
          .println(
              artefact
                  + ": released as "
                  + release.transfer().id()
                  + " by "
                  + release.signer()
                  + " under "
                  + String.join(", ", under)
                  + ", made from "
                  + release.records()
                  + " records");
    }
  }
}
