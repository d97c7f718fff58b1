package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Conduct;
import dev.bailiwick.policy.PolicyFiles;
import dev.bailiwick.policy.PrivacyBudget;
import dev.bailiwick.policy.ReleaseDocument;
import dev.bailiwick.policy.StewardDocument;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.signing.DetachedSignature;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick release ARTEFACT}. */
@Command(
    name = "release",
    description =
        "Lets a model or statistics go by a signature: writes ARTEFACT.release.yaml and its"
            + " signature beside it. The policies must name the signer in 'release.signedBy'.",
    subcommands = ReleaseCheck.class)
public final class ReleaseCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private SignerOptions signers;

  // Not required as options, or `release check` would ask for them too.
  @Parameters(arity = "0..1", paramLabel = "ARTEFACT", description = "The file that is to go.")
  private @Nullable Path artefact;

  @Option(
      names = "--policy",
      arity = "1..*",
      paramLabel = "FILE",
      description = "The policies under which it goes: files, or folders.")
  private @Nullable List<Path> policies;

  @Option(
      names = "--transfer",
      paramLabel = "CLASS",
      description = "What it is: model, statistics, parameters, metrics.")
  private @Nullable String transfer;

  @Option(names = "--records", paramLabel = "N", description = "From how many records it was made.")
  private @Nullable Long records;

  @Option(
      names = "--by",
      paramLabel = "EMAIL",
      description = "Who signs, if the certificate has more than one address.")
  private @Nullable String by;

  @Option(names = "--secure-aggregation", description = "It was made by secure aggregation.")
  private boolean secureAggregation;

  @Option(names = "--attestation", description = "It was made by attested executors.")
  private boolean attestation;

  @Option(
      names = "--privacy",
      split = ",",
      paramLabel = "EPSILON,DELTA",
      description = "It was made within this budget of differential privacy.")
  private List<Double> privacy = List.of();

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    if (artefact == null || policies == null || transfer == null || records == null) {
      throw new ParameterException(
          spec.commandLine(),
          "`bailiwick release` needs ARTEFACT, --policy, --transfer, --records");
    }
    String kind = transfer;
    TransferClass transferClass =
        TransferClass.of(kind)
            .orElseThrow(() -> CaseOptions.wrong("'" + kind + "' is no class of transfer"));
    DocumentSigner signer = signers.signer();
    String who = who(signer);
    String hash = ReleaseDocument.sha256(artefact);
    String text =
        ReleaseDocument.write(
            who,
            LocalDate.now(ZoneOffset.UTC),
            hash,
            transferClass,
            PolicyFiles.read(policies),
            records,
            new Conduct(secureAggregation, budget(), attestation, null));
    Path file = ReleaseDocument.file(artefact);
    write(file, text);
    StewardDocument.read(file).sign(signer);
    say(file, who, hash);
  }

  private String who(DocumentSigner signer) {
    List<String> emails = DetachedSignature.emails(signer.chain().get(0));
    if (by == null && emails.size() != 1) {
      throw CaseOptions.wrong(
          "the certificate has "
              + (emails.isEmpty() ? "no e-mail address" : "the addresses " + emails)
              + "; sign with one that has an address, or choose it with --by");
    }
    return by == null ? emails.get(0) : by;
  }

  private @Nullable PrivacyBudget budget() {
    if (!privacy.isEmpty() && privacy.size() != 2) {
      throw CaseOptions.wrong("--privacy takes two numbers: --privacy EPSILON,DELTA");
    }
    return privacy.isEmpty() ? null : new PrivacyBudget(privacy.get(0), privacy.get(1));
  }

  private void say(Path file, String who, String hash) {
    if (json) {
      ObjectNode node = ToolJson.object();
      node.put("release", file.toString());
      node.put("signature", DetachedSignature.file(file).toString());
      node.put("signedBy", who);
      node.put("sha256", hash);
      ToolJson.print(spec.commandLine().getOut(), node);
    } else {
      spec.commandLine().getOut().println(file + ": signed by " + who + ", for SHA-256 " + hash);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
