package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Who this process is: a private key, its certificate, and whom the process trusts. Read from a
 * site home ({@code docs/formats/site-home.md}).
 *
 * <p>What is loaded was checked: the files are private, the key belongs to the certificate, and the
 * chain leads to an authority in {@code trust.pem} at this moment, and is on no list of what was
 * revoked. A certificate that expires later is refused by whoever verifies it then. Immutable,
 * thread-safe; the key is never in {@code toString}.
 */
public final class NodeIdentity {
  static final String IDENTITY_FILE = "identity.p12";
  static final String TRUST_FILE = "trust.pem";
  static final String KEYS_FILE = "keys.p12";
  static final String COORDINATOR_FILE = "coordinator";
  static final String ALIAS = "node";

  private final NodeName name;
  private final PrivateKey key;
  private final KeyKind kind;
  private final List<X509Certificate> chain;
  private final TrustAnchors trust;
  private final Optional<String> coordinator;
  private final Partners partners;
  private final Attestations attestations;

  private NodeIdentity(
      NodeName name,
      PrivateKey key,
      List<X509Certificate> chain,
      TrustAnchors trust,
      Optional<String> coordinator,
      Partners partners,
      Attestations attestations) {
    this.name = name;
    this.key = key;
    this.kind = KeyKind.of(chain.get(0).getPublicKey(), name.uri());
    this.chain = List.copyOf(chain);
    this.trust = trust;
    this.coordinator = coordinator;
    this.partners = partners;
    this.attestations = attestations;
  }

  /**
   * Reads and checks a site home.
   *
   * @throws BailiwickException NOT_AUTHENTIC if a check fails, UNAVAILABLE if a file is missing
   */
  public static NodeIdentity load(Path siteHome) {
    PrivateFiles.requirePrivate(siteHome, "700");
    TrustAnchors trust =
        TrustAnchors.load(siteHome.resolve(TRUST_FILE)).with(Revocations.in(siteHome));
    char[] password = PrivateFiles.password(siteHome);
    KeyStores.Identity found;
    try {
      found = KeyStores.readIdentity(siteHome.resolve(IDENTITY_FILE), ALIAS, password);
    } finally {
      Arrays.fill(password, '\0');
    }
    NodeName name = trust.verify(found.chain(), Instant.now());
    NodeIdentity identity =
        new NodeIdentity(
            name,
            found.key(),
            found.chain(),
            trust,
            pinnedCoordinator(siteHome),
            Partners.in(siteHome),
            Attestations.in(siteHome));
    byte[] probe = "bailiwick key check".getBytes(StandardCharsets.US_ASCII);
    if (!identity.kind.verifies(
        identity.certificate().getPublicKey(), probe, identity.sign(probe))) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The private key in " + siteHome + " does not belong to the certificate of " + name);
    }
    return identity;
  }

  /**
   * Writes into a site home at which site its processes expect a driver, in place of what was there
   * before. An operator does this, who has the topology from its steward; a driver cannot.
   */
  public static void pinCoordinator(Path siteHome, String site) {
    PrivateFiles.requirePrivate(siteHome, "700");
    PrivateFiles.write(
        siteHome.resolve(COORDINATOR_FILE),
        (requireSite(siteHome, site) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes into a site home with which sites its processes share keys at most, in place of what was
   * there before. An operator does this, by the stewards' policies; a driver cannot.
   *
   * @param sitesByClass by class of transfer the names of sites, or {@code *} alone for every site;
   *     a class that is not in it is not bounded
   */
  public static void boundPartners(Path siteHome, Map<String, List<String>> sitesByClass) {
    PrivateFiles.requirePrivate(siteHome, "700");
    Partners.write(siteHome, sitesByClass);
  }

  private static Optional<String> pinnedCoordinator(Path siteHome) {
    Path file = siteHome.resolve(COORDINATOR_FILE);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    String text = new String(PrivateFiles.read(file), StandardCharsets.UTF_8);
    return Optional.of(
        requireSite(siteHome, text.endsWith("\n") ? text.substring(0, text.length() - 1) : text));
  }

  private static String requireSite(Path siteHome, String site) {
    if (!NodeName.isSite(site)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "'"
              + site
              + "' is not a site's name; "
              + siteHome.resolve(COORDINATOR_FILE)
              + " names the site where drivers run, in one line");
    }
    return site;
  }

  /** The name that the certificate bears. */
  public NodeName name() {
    return name;
  }

  /** Where this process is. */
  public String site() {
    return name.site();
  }

  /** Which of the site's nodes it is. */
  public String node() {
    return name.node();
  }

  /** The federation that it belongs to. */
  public String trustDomain() {
    return name.trustDomain();
  }

  /** The node's own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** The node's certificate and those that lead to an authority. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** Signs with the node's key, as {@link KeyKind} says for a key of its kind. */
  public byte[] sign(byte[] message) {
    return kind.sign(key, message);
  }

  /** Whom this node trusts. */
  public TrustAnchors trust() {
    return trust;
  }

  /**
   * The site at which this node expects a driver, if its site home says so; if not, it takes a
   * driver at any site of its trust domain.
   */
  public Optional<String> coordinator() {
    return coordinator;
  }

  /**
   * With which sites this site shares keys at most, sorted, by class of transfer; {@code *} is
   * every site. A class that is not there is not bounded.
   */
  public SortedMap<String, List<String>> sharesKeysWith() {
    return partners.byClass();
  }

  /** With which sites this site shares keys, if its home says so. */
  Partners partners() {
    return partners;
  }

  /** What it expects of the attestation of others. */
  Attestations attestations() {
    return attestations;
  }

  /** The name only. */
  @Override
  public String toString() {
    return name.uri();
  }
}
