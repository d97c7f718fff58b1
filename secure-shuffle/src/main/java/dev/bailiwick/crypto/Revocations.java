package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the authorities have revoked, by the file {@code authority.crl} of a site home ({@code
 * docs/formats/site-home.md}, "What is revoked"). The file is read at each check, so that a new
 * list takes effect at once; without it nothing is revoked. Thread-safe.
 */
final class Revocations {
  static final String FILE = "authority.crl";

  /** Of a site home that has no such file, and never will. */
  static final Revocations NONE = new Revocations(null);

  private final @Nullable Path file;
  private volatile boolean wasThere;

  private Revocations(@Nullable Path file) {
    this.file = file;
  }

  static Revocations in(Path siteHome) {
    return new Revocations(siteHome.resolve(FILE));
  }

  /**
   * Refuses a path of which a certificate was revoked, or cannot be shown not to be.
   *
   * @param path from the node's own certificate to the one that {@code anchor} issued
   * @throws BailiwickException NOT_AUTHENTIC
   */
  void check(List<X509Certificate> path, X509Certificate anchor, Instant at) {
    Path crl = file;
    if (crl == null) {
      return;
    }
    if (Files.notExists(crl, LinkOption.NOFOLLOW_LINKS)) {
      if (wasThere) {
        throw refused(
            crl + " was there and is gone: put the newest list of the authority there again");
      }
      return;
    }
    wasThere = true;
    List<X509CRL> lists = read(crl);
    for (int i = 0; i < path.size(); i++) {
      X509Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : anchor;
      X509CRL list = RevocationList.newest(lists, issuer, crl, at);
      requireNotRevoked(path.get(i), list, issuer);
    }
  }

  private static void requireNotRevoked(
      X509Certificate certificate, X509CRL list, X509Certificate issuer) {
    X509CRLEntry entry = list.getRevokedCertificate(certificate.getSerialNumber());
    if (entry == null) {
      return;
    }
    throw refused(
        "The certificate of "
            + Certificates.name(certificate)
            + ", serial number "
            + Certificates.serial(certificate)
            + ", was revoked on "
            + entry.getRevocationDate().toInstant()
            + " by "
            + Certificates.name(issuer)
            + (entry.getRevocationReason() == null
                ? ""
                : " (" + entry.getRevocationReason().name().toLowerCase(Locale.ROOT) + ")")
            + ": issue another to this node, if it may have one");
  }

  static List<X509CRL> read(Path file) {
    byte[] bytes = PrivateFiles.read(file);
    try {
      List<X509CRL> lists =
          CertificateFactory.getInstance("X.509")
              .generateCRLs(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509CRL.class::cast)
              .toList();
      if (lists.isEmpty()) {
        throw refused(file + " holds no list of revoked certificates (X.509 CRL in PEM form)");
      }
      return lists;
    } catch (CRLException | CertificateException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          file + " cannot be read as lists of revoked certificates (X.509 CRL in PEM form)",
          e);
    }
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }
}
