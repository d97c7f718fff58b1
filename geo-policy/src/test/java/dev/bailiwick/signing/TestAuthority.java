package dev.bailiwick.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
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

/** An authority for tests, which issues certificates to signers. */
public final class TestAuthority {
  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestAuthority(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  public static TestAuthority create(String name) {
    KeyPair keys = keys("Ed25519");
    Instant now = Instant.now();
    X509Certificate certificate =
        certify(
            keys,
            name,
            keys,
            name,
            now.minus(Duration.ofDays(1000)),
            now.plus(Duration.ofDays(1000)),
            true,
            KeyUsage.keyCertSign);
    return new TestAuthority(keys, certificate);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public List<X509Certificate> trusted() {
    return List.of(certificate);
  }

  public DocumentSigner signer(String name) {
    return signer(name, "Ed25519");
  }

  /** The kind of key is {@code Ed25519}, {@code RSA BITS} or the name of an elliptic curve. */
  public DocumentSigner signer(String name, String keyKind) {
    Instant now = Instant.now();
    return signer(
        name, keyKind, now.minusSeconds(60), now.plusSeconds(3600), KeyUsage.digitalSignature);
  }

  public DocumentSigner signer(
      String name, String keyKind, Instant from, Instant until, int usage) {
    KeyPair mine = keys(keyKind);
    X509Certificate leaf =
        certify(
            mine,
            name,
            keys,
            certificate.getSubjectX500Principal().getName().substring(3),
            from,
            until,
            false,
            usage);
    return new Signer(mine.getPrivate(), List.of(leaf, certificate));
  }

  private static KeyPair keys(String kind) {
    try {
      if (kind.equals("Ed25519")) {
        return KeyPairGenerator.getInstance(kind).generateKeyPair();
      }
      if (kind.startsWith("RSA ")) {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(Integer.parseInt(kind.substring(4)));
        return rsa.generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(kind));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate certify(
      KeyPair subject,
      String name,
      KeyPair issuer,
      String issuerName,
      Instant from,
      Instant until,
      boolean authority,
      int usage) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal("CN=" + issuerName),
              BigInteger.valueOf(System.nanoTime()),
              Date.from(from),
              Date.from(until),
              new X500Principal("CN=" + name),
              subject.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      if (!authority) {
        GeneralName spiffe =
            new GeneralName(
                GeneralName.uniformResourceIdentifier, "spiffe://bailiwick.example/site/" + name);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(spiffe));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("Ed25519").build(issuer.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private record Signer(PrivateKey key, List<X509Certificate> chain) implements DocumentSigner {
    @Override
    public byte[] sign(byte[] bytes) {
      return KeyKind.of(chain.get(0).getPublicKey(), "the signer").sign(key, bytes);
    }
  }
}
