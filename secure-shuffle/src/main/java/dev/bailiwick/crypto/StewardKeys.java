package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Who signs documents with a key that lies in files: a steward with a private key and a chain of
 * certificates in PEM, or whoever a site home is of.
 *
 * <p>A key file must be private to its owner. The key is checked to belong to the first
 * certificate; where the certificate leads is for whoever verifies.
 */
public final class StewardKeys {
  static final String KEY_FILE = "key.pem";
  static final String CERTIFICATE_FILE = "cert.pem";
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final byte[] PROBE = "bailiwick key check".getBytes(StandardCharsets.US_ASCII);

  private StewardKeys() {}

  /** A key that signs, and its certificates. The private key stays behind this interface. */
  public interface Signer {
    /** Signs bytes with the key of the first certificate. */
    byte[] sign(byte[] bytes);

    /** The signer's certificate, then those that lead to an authority. */
    List<X509Certificate> chain();
  }

  private record InFiles(PrivateKey key, KeyKind kind, List<X509Certificate> chain)
      implements Signer {
    @Override
    public byte[] sign(byte[] bytes) {
      return kind.sign(key, bytes);
    }

    /** The certificate only. */
    @Override
    public String toString() {
      return Certificates.name(chain.get(0));
    }
  }

  private record Node(NodeIdentity identity) implements Signer {
    @Override
    public byte[] sign(byte[] bytes) {
      return identity.sign(bytes);
    }

    @Override
    public List<X509Certificate> chain() {
      return identity.chain();
    }
  }

  /** Signs as the node or steward whose home this is: with {@code identity.p12}, or with PEM. */
  public static Signer home(Path home) {
    return Files.exists(home.resolve(KEY_FILE))
        ? pem(home.resolve(KEY_FILE), home.resolve(CERTIFICATE_FILE))
        : new Node(NodeIdentity.load(home));
  }

  /**
   * Signs with a private key (PKCS#8, PEM, not encrypted) and its certificates (PEM, the signer's
   * first).
   *
   * @throws BailiwickException NOT_AUTHENTIC if others may read the key, or it does not belong to
   *     the certificate; BAD_ARGUMENT if a file is not what it should be
   */
  public static Signer pem(Path key, Path certificates) {
    List<X509Certificate> chain = chain(certificates);
    KeyKind kind = KeyKind.of(chain.get(0).getPublicKey(), Certificates.name(chain.get(0)));
    InFiles signer = new InFiles(privateKey(key, kind), kind, chain);
    if (!kind.verifies(chain.get(0).getPublicKey(), PROBE, signer.sign(PROBE))) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The private key "
              + key
              + " does not belong to the certificate "
              + certificates
              + "; name the two that were issued together.");
    }
    return signer;
  }

  static byte[] pem(PrivateKey key) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return (BEGIN + "\n" + lines.encodeToString(key.getEncoded()) + "\n" + END + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static List<X509Certificate> chain(Path file) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(PrivateFiles.readPublic(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      // Said below.
    }
    throw new BailiwickException(
        ErrorCode.BAD_ARGUMENT,
        file + " holds no certificate; expected the signer's certificate in PEM.");
  }

  private static PrivateKey privateKey(Path file, KeyKind kind) {
    byte[] bytes = PrivateFiles.read(file);
    try {
      String text = new String(bytes, StandardCharsets.US_ASCII);
      int begin = text.indexOf(BEGIN);
      int end = text.indexOf(END);
      if (begin >= 0 && end > begin) {
        byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        return KeyFactory.getInstance(kind.keyAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Said below, without what was read.
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    throw new BailiwickException(
        ErrorCode.BAD_ARGUMENT,
        file
            + " holds no private key of the certificate's kind; expected PKCS#8 in PEM, not"
            + " encrypted ("
            + BEGIN
            + ").");
  }
}
