package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.crypto.TrustAnchors;
import dev.bailiwick.policy.StewardDocument;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy verify FILE --trust PEM}. */
@Command(
    name = "verify",
    description = "Checks the signature of a document as a run with 'signatures: required' does.")
public final class VerifyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The document; FILE.sig lies beside it.")
  private Path file;

  @Option(
      names = "--trust",
      required = true,
      paramLabel = "PEM",
      description = "The authorities that certify stewards.")
  private Path trust;

  @Option(
      names = "--by",
      paramLabel = "EMAIL",
      description = "Who must have signed. Default: whom the document names.")
  private @Nullable String by;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    StewardDocument document = StewardDocument.read(file);
    X509Certificate signer =
        document.verify(TrustAnchors.load(trust).certificates(), Instant.now(), by);
    String who = by == null ? document.owner() : by;
    Instant until = signer.getNotAfter().toInstant();
    if (json) {
      ObjectNode node = ToolJson.object();
      node.put("file", file.toString());
      node.put("authentic", true);
      node.put("signedBy", who);
      node.put("until", until.toString());
      ToolJson.print(spec.commandLine().getOut(), node);
    } else {
      spec.commandLine()
          .getOut()
          .println(file + ": authentic, signed by " + who + "; the certificate ends at " + until);
    }
  }
}
