package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a node is, as its certificate says: {@code spiffe://TRUST-DOMAIN/site/NAME/node/ID}.
 *
 * @param trustDomain the federation that the stewards trust as one
 * @param site where the node is; the only proof of it
 * @param node which of the site's nodes it is
 */
public record NodeName(String trustDomain, String site, String node) {
  private static final String DOMAIN = "[a-z0-9][a-z0-9._-]{0,254}";
  private static final String SITE = "[a-z][a-z0-9-]{0,30}";
  private static final Pattern URI =
      Pattern.compile("spiffe://(" + DOMAIN + ")/site/(" + SITE + ")/node/([A-Za-z0-9._-]{1,64})");
  private static final Pattern AUTHORITY_URI = Pattern.compile("spiffe://(" + DOMAIN + ")");

  /** Checks each part. */
  public NodeName {
    if (!URI.matcher(uri(trustDomain, site, node)).matches()) {
      throw invalid(uri(trustDomain, site, node));
    }
  }

  /**
   * The name that a certificate bears. Whether the certificate is to be believed was checked
   * before.
   *
   * @throws BailiwickException NOT_AUTHENTIC if it bears none, or more than one URI
   */
  public static NodeName of(X509Certificate certificate) {
    List<String> uris = Certificates.uris(certificate);
    if (uris.size() != 1) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          Certificates.name(certificate)
              + " names "
              + uris.size()
              + " URIs, expected exactly one: spiffe://TRUST-DOMAIN/site/NAME/node/ID");
    }
    return parse(uris.get(0));
  }

  /** Reads the URI, and nothing that is only like one. */
  public static NodeName parse(String uri) {
    Matcher m = URI.matcher(uri);
    if (!m.matches()) {
      throw invalid(uri);
    }
    return new NodeName(m.group(1), m.group(2), m.group(3));
  }

  static boolean isSite(String site) {
    return site.matches(SITE);
  }

  /** Checks that this is the URI of an authority, and gives its trust domain. */
  static String trustDomainOf(String authorityUri) {
    Matcher m = AUTHORITY_URI.matcher(authorityUri);
    if (!m.matches()) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The authority names itself " + authorityUri + ", expected spiffe://TRUST-DOMAIN");
    }
    return m.group(1);
  }

  static String authorityUri(String trustDomain) {
    String uri = "spiffe://" + trustDomain;
    if (!AUTHORITY_URI.matcher(uri).matches()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "'" + trustDomain + "' is not a trust domain: lower-case letters, digits, '.', '-', '_'");
    }
    return uri;
  }

  /** The name in the form in which certificates bear it. */
  public String uri() {
    return uri(trustDomain, site, node);
  }

  @Override
  public String toString() {
    return uri();
  }

  private static String uri(String trustDomain, String site, String node) {
    return "spiffe://" + trustDomain + "/site/" + site + "/node/" + node;
  }

  private static BailiwickException invalid(String uri) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "'" + uri + "' is not a node's name: expected spiffe://TRUST-DOMAIN/site/NAME/node/ID");
  }
}
