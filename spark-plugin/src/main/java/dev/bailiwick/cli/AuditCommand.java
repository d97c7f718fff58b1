package dev.bailiwick.cli;

import dev.bailiwick.audit.AuditReport;
import dev.bailiwick.audit.AuditVerifier;
import dev.bailiwick.crypto.TrustAnchors;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at audit logs, offline. */
@Command(
    name = "audit",
    description = "Verifies audit logs.",
    subcommands = AuditCommand.Verify.class)
final class AuditCommand extends Group {

  /** {@code bailiwick audit verify FILE --trust PEM}. */
  @Command(
      name = "verify",
      description = "Checks the hash chain and the signatures of an audit log, offline.")
  static final class Verify implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The audit log.")
    private Path file;

    @Option(
        names = "--trust",
        required = true,
        paramLabel = "PEM",
        description = "The authorities to trust, such as a site home's trust.pem.")
    private Path trust;

    @Override
    public void run() {
      AuditReport log = AuditVerifier.verify(file, TrustAnchors.load(trust).certificates());
      PrintWriter out = spec.commandLine().getOut();
      out.println("authentic  " + log.file());
      out.println("entries    " + log.entries() + ", from " + log.first() + " to " + log.last());
      out.println("signed by  " + log.signer());
      out.println("head       " + log.head());
      if (log.unsigned() > 0 || !log.closed()) {
        out.println(
            "not closed: the last "
                + log.unsigned()
                + " entries have no signature yet, and a cut among them would not be seen");
      }
    }
  }
}
