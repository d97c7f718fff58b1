package dev.bailiwick.crypto;

import dev.bailiwick.crypto.TestCertificates.Owned;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Lists of revoked certificates with any fault that a test wants. */
final class TestLists {
  Instant from = Instant.now().minus(Duration.ofMinutes(1));
  @Nullable Instant until = Instant.now().plus(Duration.ofHours(1));
  @Nullable Integer number = 1;
  boolean critical;
  String algorithm = "";
  final List<X509Certificate> revoked = new ArrayList<>();

  TestLists revoking(X509Certificate certificate) {
    revoked.add(certificate);
    return this;
  }

  TestLists numbered(int value) {
    number = value;
    return this;
  }

  /** The list in PEM form, in the name of one authority, signed with the key of another. */
  String by(Owned name, Owned signer) throws Exception {
    var builder = new JcaX509v2CRLBuilder(name.certificate(), Date.from(from));
    if (until != null) {
      builder.setNextUpdate(Date.from(until));
    }
    for (X509Certificate certificate : revoked) {
      builder.addCRLEntry(certificate.getSerialNumber(), Date.from(from), CRLReason.keyCompromise);
    }
    if (number != null) {
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
    }
    if (critical) {
      builder.addExtension(
          Extension.issuingDistributionPoint,
          true,
          new IssuingDistributionPoint(null, true, false, null, false, false));
    }
    String with =
        algorithm.isEmpty()
            ? switch (signer.pair().getPublic().getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> "Ed25519";
            }
            : algorithm;
    byte[] der =
        builder
            .build(new JcaContentSignerBuilder(with).build(signer.pair().getPrivate()))
            .getEncoded();
    return "-----BEGIN X509 CRL-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END X509 CRL-----\n";
  }

  String by(Owned authority) throws Exception {
    return by(authority, authority);
  }

  static void write(Path home, String pem) {
    PrivateFiles.write(home.resolve(Revocations.FILE), pem.getBytes(StandardCharsets.US_ASCII));
  }
}
