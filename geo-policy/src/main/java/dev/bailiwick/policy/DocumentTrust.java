package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DetachedSignature;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * How policies and statements are trusted: as they are, or only if whoever they name has signed
 * them with a certificate of one of these authorities.
 */
public final class DocumentTrust {
  private static final DocumentTrust UNSIGNED = new DocumentTrust(false, List.of());

  private final boolean required;
  private final List<X509Certificate> authorities;

  private DocumentTrust(boolean required, List<X509Certificate> authorities) {
    this.required = required;
    this.authorities = List.copyOf(authorities);
  }

  /** Documents are taken as they are. For demonstrations and tests. */
  public static DocumentTrust unsigned() {
    return UNSIGNED;
  }

  /** Only documents that are signed under one of these authorities count. */
  public static DocumentTrust signedUnder(List<X509Certificate> authorities) {
    return new DocumentTrust(true, authorities);
  }

  /**
   * The authorities in a PEM file.
   *
   * @throws BailiwickException {@code UNAVAILABLE} if the file cannot be read; {@code BAD_DOCUMENT}
   *     if it holds no certificate
   */
  public static DocumentTrust signedUnder(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return signedUnder(found);
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, pem + " cannot be read; check the path and its rights.", e);
    } catch (CertificateException e) {
      // Said below.
    }
    throw new BailiwickException(
        ErrorCode.BAD_DOCUMENT, pem + " holds no certificate; expected certificates in PEM.");
  }

  /** Whether documents must be signed. */
  public boolean isRequired() {
    return required;
  }

  /**
   * Reads a policy, and checks that its steward signed exactly what was read, if that is required.
   *
   * @throws BailiwickException {@code BAD_DOCUMENT} with the place, or {@code NOT_AUTHENTIC} naming
   *     the check that failed
   */
  public Policy policy(Path file) {
    String text = YamlMap.readText(file);
    Policy policy = PolicyParser.parse(file.toString(), text);
    if (required) {
      DetachedSignature.verify(
          file,
          text.getBytes(StandardCharsets.UTF_8),
          authorities,
          Instant.now(),
          policy.steward());
    }
    return policy;
  }

  /** Reads statements about places, checked as policies are. */
  public StatementsDocument statements(Path file) {
    return required
        ? StatementsParser.verified(file, authorities, Instant.now())
        : StatementsParser.parse(file);
  }
}
