package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for demonstrations and tests. Its key lies in a file beside its password,
 * so whoever reads the folder can make a node of any site: not for production.
 */
public final class DevelopmentAuthority {
  private static final String ALIAS = "authority";
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650).plus(CLOCK_SKEW);
  private static final Duration NODE_LIFE = Duration.ofDays(90).plus(CLOCK_SKEW);
  // What the policy language takes for an address, but for quotes and backslashes.
  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,189}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyStores.Identity self;
  private final String trustDomain;
  private final AuthorityRecords records;

  private DevelopmentAuthority(Path dir, KeyStores.Identity self, String trustDomain) {
    this.self = self;
    this.trustDomain = trustDomain;
    this.records = new AuthorityRecords(dir, self);
  }

  /**
   * Makes an authority in a new or empty folder.
   *
   * @throws BailiwickException BAD_ARGUMENT if the folder holds one already
   */
  public static DevelopmentAuthority create(Path dir, String trustDomain) {
    String uri = NodeName.authorityUri(trustDomain);
    PrivateFiles.directory(dir);
    Path store = dir.resolve("authority.p12");
    if (Files.exists(store)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          store + " exists: an authority is not replaced; remove the folder, or use another");
    }
    KeyPair pair = keyPair();
    X500Principal subject =
        new X500Principal("CN=" + trustDomain + ", O=Bailiwick development authority");
    X509Certificate certificate =
        build(
            new Request(subject, subject, uriName(uri), pair, AUTHORITY_LIFE, true),
            new KeyStores.Identity(pair.getPrivate(), List.of()));
    char[] password = PrivateFiles.passwordOrNew(dir);
    KeyStores.writeIdentity(store, ALIAS, pair.getPrivate(), List.of(certificate), password);
    Arrays.fill(password, '\0');
    PrivateFiles.write(
        dir.resolve("authority.pem"),
        Certificates.pem(certificate).getBytes(StandardCharsets.UTF_8));
    return open(dir);
  }

  /** Opens an authority that was made before. */
  public static DevelopmentAuthority open(Path dir) {
    PrivateFiles.requirePrivate(dir, "700");
    char[] password = PrivateFiles.password(dir);
    KeyStores.Identity self = KeyStores.readIdentity(dir.resolve("authority.p12"), ALIAS, password);
    Arrays.fill(password, '\0');
    List<String> uris = Certificates.uris(self.chain().get(0));
    if (uris.size() != 1) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC, dir + " holds an authority that does not name a trust domain");
    }
    return new DevelopmentAuthority(dir, self, NodeName.trustDomainOf(uris.get(0)));
  }

  /** The federation that this authority speaks for. */
  public String trustDomain() {
    return trustDomain;
  }

  /** The authority's own certificate. */
  public X509Certificate certificate() {
    return self.chain().get(0);
  }

  /**
   * Issues a certificate with a new key into a site home, which is made if there is none: {@code
   * identity.p12}, {@code trust.pem}, {@code password}, and an empty {@code keys.p12}. A home that
   * exists keeps its password and its {@code keys.p12}; only the identity and the trust are new.
   * Where this authority has revoked something, its list goes there, too.
   */
  public void issue(String site, String node, Path siteHome) {
    NodeName name = new NodeName(trustDomain, site, node);
    PrivateFiles.directory(siteHome);
    KeyPair pair = keyPair();
    X509Certificate certificate =
        build(
            new Request(
                self.chain().get(0).getSubjectX500Principal(),
                new X500Principal("CN=" + site + "/" + node),
                uriName(name.uri()),
                pair,
                NODE_LIFE,
                false),
            self);
    char[] password = PrivateFiles.passwordOrNew(siteHome);
    Path keys = siteHome.resolve(NodeIdentity.KEYS_FILE);
    if (!Files.exists(keys)) {
      KeyStores.writeEmpty(keys, password);
    }
    PrivateFiles.write(
        siteHome.resolve(NodeIdentity.TRUST_FILE),
        Certificates.pem(certificate()).getBytes(StandardCharsets.UTF_8));
    installList(siteHome);
    records.issued(certificate);
    KeyStores.writeIdentity(
        siteHome.resolve(NodeIdentity.IDENTITY_FILE),
        NodeIdentity.ALIAS,
        pair.getPrivate(),
        List.of(certificate),
        password);
    Arrays.fill(password, '\0');
  }

  /**
   * Issues a new certificate, with a new key, to the node whose home this is.
   *
   * @return whose home it is
   * @throws BailiwickException NOT_AUTHENTIC if the home is not of this authority's trust domain
   */
  public NodeName renew(Path siteHome, boolean revokeOld, Duration listLife) {
    X509Certificate old = certificateIn(siteHome);
    NodeName name = NodeName.of(old);
    if (!name.trustDomain().equals(trustDomain)) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          siteHome + " is the home of " + name + "; this is the " + this + ": use its own");
    }
    issue(name.site(), name.node(), siteHome);
    if (revokeOld) {
      revoke(old.getSerialNumber(), RevocationReason.SUPERSEDED, listLife);
      installList(siteHome);
    }
    return name;
  }

  private static X509Certificate certificateIn(Path siteHome) {
    PrivateFiles.requirePrivate(siteHome, "700");
    char[] password = PrivateFiles.password(siteHome);
    try {
      return KeyStores.readIdentity(
              siteHome.resolve(NodeIdentity.IDENTITY_FILE), NodeIdentity.ALIAS, password)
          .chain()
          .get(0);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /**
   * Revokes all certificates of a site's nodes, or of one of them, that have not expired, and makes
   * the next list.
   *
   * @param listLife until when the list holds, from now
   * @return how many; those that were revoked before count again
   * @throws BailiwickException BAD_ARGUMENT if this authority's folder knows of none
   */
  public int revoke(
      String site, Optional<String> node, RevocationReason reason, Duration listLife) {
    Instant now = Instant.now();
    Set<BigInteger> serials =
        records.issued().stream()
            .filter(i -> i.name().site().equals(site) && i.notAfter().isAfter(now))
            .filter(i -> node.isEmpty() || i.name().node().equals(node.get()))
            .map(AuthorityRecords.Issued::serial)
            .collect(Collectors.toSet());
    if (serials.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The "
              + this
              + " knows of no unexpired certificate of "
              + site
              + node.map(n -> "/" + n).orElse("")
              + ": revoke it by its serial number, if it was issued by an earlier version");
    }
    records.revoke(serials, reason, listLife);
    return serials.size();
  }

  /** Revokes the certificate with this serial number, and makes the next list. */
  public void revoke(BigInteger serial, RevocationReason reason, Duration listLife) {
    records.revoke(Set.of(serial), reason, listLife);
  }

  /**
   * Makes the next list with what the one before it has: before that one is stale.
   *
   * @return its number
   */
  public BigInteger renewList(Duration listLife) {
    return records.revoke(Set.of(), RevocationReason.UNSPECIFIED, listLife);
  }

  /** Writes the newest list, if there is one, into a site home; its processes obey it at once. */
  public void installList(Path siteHome) {
    PrivateFiles.requirePrivate(siteHome, "700");
    byte[] list = records.list();
    if (list.length > 0) {
      PrivateFiles.write(siteHome.resolve(Revocations.FILE), list);
    }
  }

  /**
   * Issues a certificate for the signatures of a steward, who is known by an e-mail address, into a
   * new or private folder: {@code key.pem} and {@code cert.pem}. The authority's own certificate,
   * which verifiers trust, is {@code authority.pem} in its folder.
   *
   * @param from when it begins to be valid; it is for {@code life}
   * @throws BailiwickException BAD_ARGUMENT if the address is none, or there is a key already
   */
  public void issueSteward(String email, Path folder, Instant from, Duration life) {
    if (!EMAIL.matcher(email).matches()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "'" + email + "' is no e-mail address; expected one such as dpo@klinik.example.");
    }
    PrivateFiles.directory(folder);
    Path key = folder.resolve(StewardKeys.KEY_FILE);
    if (Files.exists(key)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          key + " exists, and what it signed would be orphaned; name another folder.");
    }
    KeyPair pair = keyPair();
    X509Certificate certificate =
        build(
            new Request(
                self.chain().get(0).getSubjectX500Principal(),
                // Quoted: an address may hold what a name's syntax gives a meaning to.
                new X500Principal("CN=\"" + email + "\""),
                new GeneralName(GeneralName.rfc822Name, email),
                pair,
                life,
                false),
            self,
            from);
    PrivateFiles.write(
        folder.resolve(StewardKeys.CERTIFICATE_FILE),
        Certificates.pem(certificate).getBytes(StandardCharsets.UTF_8));
    PrivateFiles.write(key, StewardKeys.pem(pair.getPrivate()));
  }

  /** The same from now on, for as long as a node's certificate. */
  public void issueSteward(String email, Path folder) {
    issueSteward(email, folder, Instant.now().minus(CLOCK_SKEW), NODE_LIFE);
  }

  private static GeneralName uriName(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  private record Request(
      X500Principal issuer,
      X500Principal subject,
      GeneralName name,
      KeyPair pair,
      Duration life,
      boolean authority) {}

  private static X509Certificate build(Request request, KeyStores.Identity issuer) {
    return build(request, issuer, Instant.now().minus(CLOCK_SKEW));
  }

  private static X509Certificate build(
      Request request, KeyStores.Identity issuer, Instant validFrom) {
    try {
      Instant from = validFrom.truncatedTo(ChronoUnit.SECONDS);
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              request.issuer(),
              new BigInteger(127, RANDOM).setBit(126),
              Date.from(from),
              Date.from(from.plus(request.life())),
              request.subject(),
              request.pair().getPublic());
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(request.pair().getPublic()));
      if (request.authority()) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      } else {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions.createAuthorityKeyIdentifier(issuer.chain().get(0)));
      }
      builder.addExtension(
          Extension.subjectAlternativeName, false, new GeneralNames(request.name()));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("Ed25519").build(issuer.key())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          "The certificate of " + request.name().getName() + " could not be made",
          e);
    }
  }

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "This Java platform has no Ed25519", e);
    }
  }

  /** The trust domain only. */
  @Override
  public String toString() {
    return "development authority of " + trustDomain;
  }
}
