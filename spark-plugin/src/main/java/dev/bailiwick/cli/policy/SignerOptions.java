package dev.bailiwick.cli.policy;

import dev.bailiwick.signing.DocumentSigner;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who signs: somebody with a home, or with a key and a certificate in files. */
final class SignerOptions {
  @Option(
      names = "--identity",
      paramLabel = "HOME",
      description = "The folder that `pki steward` or `pki issue` made.")
  private @Nullable Path home;

  @Option(names = "--key", paramLabel = "PEM", description = "The private key (PKCS#8).")
  private @Nullable Path key;

  @Option(
      names = "--cert",
      paramLabel = "PEM",
      description = "With --key: its certificate, and those that lead to an authority.")
  private @Nullable Path certificate;

  DocumentSigner signer() {
    if (home != null && key == null && certificate == null) {
      return KeySigner.home(home);
    }
    if (home == null && key != null && certificate != null) {
      return KeySigner.pem(key, certificate);
    }
    throw CaseOptions.wrong(
        "who signs is either --identity HOME, or --key PEM with --cert PEM; give one of the two");
  }
}
