package dev.bailiwick.cli.policy;

import dev.bailiwick.audit.Ledger;
import dev.bailiwick.signing.DocumentSigner;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ledger, and who signs it. */
final class LedgerOptions {
  @Option(
      names = "--identity",
      required = true,
      paramLabel = "HOME",
      description = "The site home of the driver, which signs the ledger.")
  private Path home;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "The ledger. Default: ledger/ledger.jsonl in HOME.")
  private @Nullable Path ledger;

  @Option(names = "--json", description = "For machines.")
  boolean json;

  Path file() {
    return ledger == null ? home.resolve("ledger").resolve("ledger.jsonl") : ledger;
  }

  DocumentSigner signer() {
    return KeySigner.home(home);
  }

  Ledger ledger() {
    return Ledger.at(file(), signer());
  }
}
