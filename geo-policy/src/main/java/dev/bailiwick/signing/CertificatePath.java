package dev.bailiwick.signing;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that a chain of certificates leads to a trusted authority (PKIX, without revocation). */
final class CertificatePath {
  private static final int MAX_LENGTH = 8;
  private static final int DIGITAL_SIGNATURE = 0;

  private CertificatePath() {}

  /** Returns the signer, the first of the chain, if all checks hold at that time. */
  static X509Certificate check(
      List<X509Certificate> chain, Collection<X509Certificate> trusted, Instant at) {
    if (chain.isEmpty() || chain.size() > MAX_LENGTH) {
      throw refused("has " + chain.size() + " certificates; expected 1 to " + MAX_LENGTH + ".");
    }
    if (trusted.isEmpty()) {
      throw refused("cannot be checked: no authority is trusted; name one.");
    }
    X509Certificate signer = chain.get(0);
    // A weak authority is as bad as a weak signer.
    chain.forEach(c -> KeyKind.of(c.getPublicKey(), c.getSubjectX500Principal().getName()));
    checkValidity(signer, at);
    boolean[] usage = signer.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw refused("begins with a certificate that is not for digital signatures.");
    }
    List<X509Certificate> path = chain.stream().filter(c -> !trusted.contains(c)).toList();
    if (!path.isEmpty()) {
      checkPath(path, trusted, at);
    }
    return signer;
  }

  private static void checkValidity(X509Certificate signer, Instant at) {
    try {
      signer.checkValidity(Date.from(at));
    } catch (CertificateException e) {
      throw refused(
          "begins with a certificate that is valid from "
              + signer.getNotBefore().toInstant()
              + " to "
              + signer.getNotAfter().toInstant()
              + ", and so not at "
              + at
              + ".");
    }
  }

  private static void checkPath(
      List<X509Certificate> path, Collection<X509Certificate> trusted, Instant at) {
    try {
      Set<TrustAnchor> anchors =
          trusted.stream().map(c -> new TrustAnchor(c, null)).collect(Collectors.toSet());
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException e) {
      throw refused(
          "does not lead to a trusted authority (" + e.getReason() + "); check who signed.");
    } catch (GeneralSecurityException e) {
      throw refused("cannot be checked (" + e.getClass().getSimpleName() + ").");
    }
  }

  private static BailiwickException refused(String what) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC, "The signer's certificate chain " + what);
  }
}
