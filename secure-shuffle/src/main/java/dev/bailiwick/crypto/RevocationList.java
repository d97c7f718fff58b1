package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/** Whether a list of revoked certificates counts: its issuer, its signature, its dates, its age. */
final class RevocationList {
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final int CRL_SIGN = 6;

  /** Ed25519; ECDSA and RSA with SHA-256, 384, 512. */
  private static final Set<String> SIGNATURES =
      Set.of(
          "1.3.101.112",
          "1.2.840.10045.4.3.2",
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4",
          "1.2.840.113549.1.1.11",
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13");

  /** The newest list of each issuer, by its public key, that this process has seen. */
  private static final Map<String, Seen> NEWEST = new ConcurrentHashMap<>();

  private record Seen(BigInteger number, String sha256) {}

  private RevocationList() {}

  /** The list of this issuer with the highest number; every list of it must hold. */
  static X509CRL newest(List<X509CRL> lists, X509Certificate issuer, Path file, Instant at) {
    X509CRL newest = null;
    for (X509CRL list : lists) {
      if (list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
        requireSigned(list, issuer, file);
        if (newest == null || number(list, file).compareTo(number(newest, file)) > 0) {
          newest = list;
        }
      }
    }
    if (newest == null) {
      throw refused(
          file
              + " has no list of "
              + Certificates.name(issuer)
              + ", so nobody can tell what that authority revoked: add its list, or remove the file"
              + " to check no revocation");
    }
    requireInTime(newest, issuer, file, at);
    requireNotRolledBack(newest, issuer, file);
    return newest;
  }

  private static void requireSigned(X509CRL list, X509Certificate issuer, Path file) {
    PublicKey key = issuer.getPublicKey();
    KeyKind.of(key, Certificates.name(issuer));
    boolean[] usage = issuer.getKeyUsage();
    if (usage != null && !usage[CRL_SIGN]) {
      throw refused(
          Certificates.name(issuer) + " may not sign lists: its key usage has no cRLSign");
    }
    if (!SIGNATURES.contains(list.getSigAlgOID())) {
      throw refused(
          "The list in "
              + file
              + " is signed with "
              + list.getSigAlgName()
              + ", which is too weak");
    }
    try {
      list.verify(key);
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The list in "
              + file
              + " bears the name of "
              + Certificates.name(issuer)
              + " and is not signed by it: it was altered, or made by somebody else",
          e);
    }
    Set<String> critical = list.getCriticalExtensionOIDs();
    if (critical != null && !critical.isEmpty()) {
      throw refused(
          "The list in "
              + file
              + " has a critical extension, "
              + critical
              + ": expected a complete list without one");
    }
  }

  private static void requireInTime(X509CRL list, X509Certificate issuer, Path file, Instant at) {
    Instant made = list.getThisUpdate().toInstant();
    if (made.isAfter(at.plus(CLOCK_SKEW))) {
      throw refused(
          "The list of "
              + Certificates.name(issuer)
              + " in "
              + file
              + " is not valid yet: it is of "
              + made
              + "; now is "
              + at
              + ": set the clock");
    }
    if (list.getNextUpdate() == null) {
      throw refused("The list in " + file + " does not say until when it holds (nextUpdate)");
    }
    Instant until = list.getNextUpdate().toInstant();
    if (until.isBefore(at.minus(CLOCK_SKEW))) {
      throw refused(
          "The list of "
              + Certificates.name(issuer)
              + " in "
              + file
              + " is stale: its successor was due on "
              + until
              + "; now is "
              + at
              + ": put the newest there, from the authority");
    }
  }

  private static void requireNotRolledBack(X509CRL list, X509Certificate issuer, Path file) {
    BigInteger number = number(list, file);
    Seen mine = new Seen(number, sha256(encoded(list, file)));
    String key = sha256(issuer.getPublicKey().getEncoded());
    AtomicReference<@Nullable Seen> newer = new AtomicReference<>();
    NEWEST.merge(
        key,
        mine,
        (seen, now) -> {
          if (seen.number().compareTo(now.number()) > 0
              || (seen.number().equals(now.number()) && !seen.equals(now))) {
            newer.set(seen);
            return seen;
          }
          return now;
        });
    Seen before = newer.get();
    if (before == null) {
      return;
    }
    throw refused(
        before.number().equals(number)
            ? "The list in "
                + file
                + " is another than the one with the same number, "
                + number
                + ", that this process saw before: there are two lists of one number"
            : "The list in "
                + file
                + " has the number "
                + number
                + ", but this process saw number "
                + before.number()
                + " before: an older list was put back");
  }

  static BigInteger number(X509CRL list, Path file) {
    byte[] extension = list.getExtensionValue(Extension.cRLNumber.getId());
    if (extension != null) {
      try {
        byte[] der = ASN1OctetString.getInstance(extension).getOctets();
        return ASN1Integer.getInstance(der).getPositiveValue();
      } catch (IllegalArgumentException e) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC, "The CRL number of the list in " + file + " is no number", e);
      }
    }
    throw refused("The list in " + file + " has no CRL number, so its age cannot be told");
  }

  private static byte[] encoded(X509CRL list, Path file) {
    try {
      return list.getEncoded();
    } catch (CRLException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC, "The list in " + file + " has no DER form", e);
    }
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.sha256(bytes));
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }
}
