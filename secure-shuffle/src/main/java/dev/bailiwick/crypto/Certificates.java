package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** Small questions to X.509 certificates. */
final class Certificates {
  private static final int URI_NAME = 6;
  private static final int HEX = 16;

  private Certificates() {}

  /** What to call a certificate in a message: its URI, else its subject. */
  static String name(X509Certificate certificate) {
    try {
      List<String> uris = uris(certificate);
      if (uris.size() == 1) {
        return uris.get(0);
      }
    } catch (BailiwickException e) {
      // The subject will do.
    }
    return "'" + certificate.getSubjectX500Principal().getName() + "'";
  }

  /** The serial number as lists and commands write it: hexadecimal. */
  static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(HEX);
  }

  /** The URIs among the subject alternative names. */
  static List<String> uris(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> uris = new ArrayList<>();
      if (names != null) {
        for (List<?> name : names) {
          if (name.get(0) instanceof Integer kind && kind == URI_NAME) {
            uris.add(String.valueOf(name.get(1)));
          }
        }
      }
      return uris;
    } catch (CertificateParsingException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC, "A certificate's alternative names cannot be read", e);
    }
  }

  static void requireValid(X509Certificate certificate, Instant at) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (at.isBefore(from) || at.isAfter(until)) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The certificate of "
              + name(certificate)
              + " is valid from "
              + from
              + " to "
              + until
              + "; now is "
              + at
              + ": issue it again, or set the clock");
    }
  }

  /** Reads one certificate and nothing after it. */
  static X509Certificate parse(byte[] der) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC, "There are bytes after the end of a certificate");
      }
      return certificate;
    } catch (CertificateException e) {
      throw new BailiwickException(ErrorCode.NOT_AUTHENTIC, "A certificate cannot be read", e);
    }
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new BailiwickException(ErrorCode.NOT_AUTHENTIC, "A certificate has no DER form", e);
    }
  }

  static String pem(X509Certificate certificate) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der(certificate))
        + "\n-----END CERTIFICATE-----\n";
  }
}
