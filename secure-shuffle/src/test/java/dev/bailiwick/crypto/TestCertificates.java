package dev.bailiwick.crypto;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates with any fault that a test wants. */
final class TestCertificates {
  /** A certificate and its key. */
  record Owned(KeyPair pair, X509Certificate certificate) {}

  String subject = "CN=test";
  List<String> uris = new ArrayList<>();
  boolean authority;
  int keyUsage = KeyUsage.digitalSignature;
  Instant from = Instant.now().minus(Duration.ofHours(1));
  Instant until = Instant.now().plus(Duration.ofHours(1));
  KeyPair pair = key("Ed25519", 0);

  static TestCertificates authority(String trustDomain) {
    TestCertificates made = new TestCertificates();
    made.subject = "CN=authority of " + trustDomain;
    made.uris.add("spiffe://" + trustDomain);
    made.authority = true;
    made.keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    return made;
  }

  static TestCertificates node(String uri) {
    TestCertificates made = new TestCertificates();
    made.uris.add(uri);
    return made;
  }

  TestCertificates withKey(KeyPair key) {
    pair = key;
    return this;
  }

  Owned selfSigned() throws Exception {
    return sign(pair, new X500Principal(subject));
  }

  Owned by(Owned issuer) throws Exception {
    return sign(issuer.pair(), issuer.certificate().getSubjectX500Principal());
  }

  private Owned sign(KeyPair signer, X500Principal issuer) throws Exception {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(from),
            Date.from(until),
            new X500Principal(subject),
            pair.getPublic());
    builder.addExtension(
        Extension.basicConstraints,
        true,
        authority ? new BasicConstraints(3) : new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
    if (!uris.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              uris.stream()
                  .map(u -> new GeneralName(GeneralName.uniformResourceIdentifier, u))
                  .toArray(GeneralName[]::new)));
    }
    String algorithm =
        switch (signer.getPublic().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    X509Certificate made =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
    return new Owned(pair, made);
  }

  static KeyPair key(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }
}
