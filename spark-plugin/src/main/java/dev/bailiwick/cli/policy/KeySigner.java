package dev.bailiwick.cli.policy;

import dev.bailiwick.crypto.StewardKeys;
import dev.bailiwick.signing.DocumentSigner;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Signs documents with a key that lies in files. */
public final class KeySigner implements DocumentSigner {
  private final StewardKeys.Signer key;

  private KeySigner(StewardKeys.Signer key) {
    this.key = key;
  }

  /** As the steward or node whose home this is. */
  public static DocumentSigner home(Path home) {
    return new KeySigner(StewardKeys.home(home));
  }

  /** With a private key and its certificates, in PEM. */
  static DocumentSigner pem(Path privateKey, Path certificates) {
    return new KeySigner(StewardKeys.pem(privateKey, certificates));
  }

  @Override
  public byte[] sign(byte[] bytes) {
    return key.sign(bytes);
  }

  @Override
  public List<X509Certificate> chain() {
    return key.chain();
  }
}
