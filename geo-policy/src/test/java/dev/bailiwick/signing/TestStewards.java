package dev.bailiwick.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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

/** An authority for tests, which certifies the e-mail addresses of stewards and registers. */
public final class TestStewards {
  private static final X500Principal AUTHORITY = new X500Principal("CN=stewards");

  private final KeyPair keys = keys();
  private final X509Certificate certificate;

  public TestStewards() {
    Instant now = Instant.now();
    certificate =
        certify(keys, AUTHORITY, true, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
  }

  public List<X509Certificate> trusted() {
    return List.of(certificate);
  }

  /** Somebody with these e-mail addresses, or none. */
  public DocumentSigner signer(String... emails) {
    Instant now = Instant.now();
    return signer(now.minusSeconds(60), now.plusSeconds(3600), emails);
  }

  public DocumentSigner signer(Instant from, Instant until, String... emails) {
    KeyPair mine = keys();
    X509Certificate leaf =
        certify(mine, new X500Principal("CN=signer"), false, from, until, emails);
    return new DocumentSigner() {
      @Override
      public byte[] sign(byte[] bytes) {
        try {
          Signature signature = Signature.getInstance("Ed25519");
          signature.initSign(mine.getPrivate());
          signature.update(bytes);
          return signature.sign();
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public List<X509Certificate> chain() {
        return List.of(leaf, certificate);
      }
    };
  }

  private X509Certificate certify(
      KeyPair subject,
      X500Principal name,
      boolean authority,
      Instant from,
      Instant until,
      String... emails) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              AUTHORITY,
              BigInteger.valueOf(System.nanoTime()),
              Date.from(from),
              Date.from(until),
              name,
              subject.getPublic());
      int usage = authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature;
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      if (emails.length > 0) {
        GeneralName[] names =
            Arrays.stream(emails)
                .map(email -> new GeneralName(GeneralName.rfc822Name, email))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("Ed25519").build(keys.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
