package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The authorities that a node trusts, and the check of a certificate chain against them: {@code
 * docs/formats/site-home.md} lists what is checked. Revocation is, by the lists of a site home,
 * where {@link NodeIdentity#load} read the anchors from one. Immutable but for these, thread-safe.
 */
public final class TrustAnchors {
  private static final int MAX_CHAIN = 5;
  private static final int MAX_ANCHORS = 100;

  private final Set<X509Certificate> certificates;
  private final Revocations revocations;

  private TrustAnchors(Set<X509Certificate> certificates, Revocations revocations) {
    this.certificates = certificates;
    this.revocations = revocations;
  }

  /** The same authorities, with what they have revoked. */
  TrustAnchors with(Revocations lists) {
    return new TrustAnchors(certificates, lists);
  }

  /** Trusts these authorities, at least one. */
  public static TrustAnchors of(Collection<X509Certificate> authorities) {
    if (authorities.isEmpty() || authorities.size() > MAX_ANCHORS) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "Expected 1 to " + MAX_ANCHORS + " trusted authorities, found " + authorities.size());
    }
    for (X509Certificate authority : authorities) {
      if (authority.getBasicConstraints() < 0) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            Certificates.name(authority) + " is trusted as an authority but is not one (CA false)");
      }
      KeyKind.of(authority.getPublicKey(), Certificates.name(authority));
    }
    return new TrustAnchors(Set.copyOf(authorities), Revocations.NONE);
  }

  /** Reads a PEM file of certificates. */
  public static TrustAnchors load(Path pem) {
    byte[] bytes = PrivateFiles.read(pem);
    try {
      Set<X509Certificate> found = new LinkedHashSet<>();
      for (Certificate c :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))) {
        found.add((X509Certificate) c);
      }
      return of(found);
    } catch (CertificateException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC, pem + " is not a file of certificates in PEM form", e);
    }
  }

  /** The authorities. */
  public Set<X509Certificate> certificates() {
    return certificates;
  }

  /**
   * Checks a chain, the node's own certificate first, and gives the node's name.
   *
   * @throws BailiwickException NOT_AUTHENTIC, saying which check failed
   */
  public NodeName verify(List<X509Certificate> chain, Instant at) {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw refused("The certificate chain has " + chain.size() + " certificates, expected 1 to 5");
    }
    X509Certificate leaf = chain.get(0);
    for (X509Certificate certificate : chain) {
      KeyKind.of(certificate.getPublicKey(), Certificates.name(certificate));
      Certificates.requireValid(certificate, at);
    }
    List<X509Certificate> path = withoutAuthority(chain);
    X509Certificate authority = validatePath(path, at);
    Certificates.requireValid(authority, at);
    revocations.check(path, authority, at);
    if (leaf.getBasicConstraints() >= 0) {
      throw refused(Certificates.name(leaf) + " is an authority; a node's certificate is not one");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[0]) {
      throw refused(
          Certificates.name(leaf) + " may not sign: its key usage has no digitalSignature");
    }
    return nameOf(leaf, authority);
  }

  /** A chain may end with the authority itself; PKIX wants the path without it. */
  private List<X509Certificate> withoutAuthority(List<X509Certificate> chain) {
    List<X509Certificate> path = new ArrayList<>(chain);
    if (path.size() > 1 && certificates.contains(path.get(path.size() - 1))) {
      path.remove(path.size() - 1);
    }
    return path;
  }

  private X509Certificate validatePath(List<X509Certificate> path, Instant at) {
    try {
      Set<TrustAnchor> anchors = new LinkedHashSet<>();
      for (X509Certificate c : certificates) {
        anchors.add(new TrustAnchor(c, null));
      }
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
      var result =
          (PKIXCertPathValidatorResult)
              CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
      return result.getTrustAnchor().getTrustedCert();
    } catch (CertPathValidatorException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The chain of "
              + Certificates.name(path.get(0))
              + " does not lead to a trusted authority: "
              + e.getMessage(),
          e);
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The chain of " + Certificates.name(path.get(0)) + " cannot be checked",
          e);
    }
  }

  private static NodeName nameOf(X509Certificate leaf, X509Certificate authority) {
    NodeName name = NodeName.of(leaf);
    for (String uri : Certificates.uris(authority)) {
      String domain = NodeName.trustDomainOf(uri);
      if (!domain.equals(name.trustDomain())) {
        throw refused(
            name + " was issued by the authority of the trust domain " + domain + ", not its own");
      }
    }
    return name;
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }

  /** The names of the authorities. */
  @Override
  public String toString() {
    return certificates.stream().map(Certificates::name).sorted().toList().toString();
  }
}
