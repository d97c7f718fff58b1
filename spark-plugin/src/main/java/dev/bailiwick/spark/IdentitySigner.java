package dev.bailiwick.spark;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.signing.DocumentSigner;
import java.security.cert.X509Certificate;
import java.util.List;

/** Signs documents, such as manifests and the audit log, as this node. */
final class IdentitySigner implements DocumentSigner {
  private final NodeIdentity identity;

  IdentitySigner(NodeIdentity identity) {
    this.identity = identity;
  }

  @Override
  public byte[] sign(byte[] bytes) {
    return identity.sign(bytes);
  }

  @Override
  public List<X509Certificate> chain() {
    return identity.chain();
  }
}
