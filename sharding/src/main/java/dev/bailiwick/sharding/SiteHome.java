package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where this process finds its site's identity and keys, and which site that identity proves.
 *
 * <p>The folder is the one given to {@link #set}, else the one that the environment variable
 * {@value #VARIABLE} names. The name of the site comes only from the supplier given to {@link
 * #identifiedBy}, which the plugin backs with the verified certificate: a folder's name proves
 * nothing.
 */
public final class SiteHome {
  /** The environment variable that names the folder; executors inherit it from their worker. */
  public static final String VARIABLE = "BAILIWICK_SITE_HOME";

  private static volatile @Nullable Path chosen;
  private static volatile @Nullable Supplier<String> identity;

  private SiteHome() {}

  /** Fixes the folder for this process. */
  public static void set(Path home) {
    chosen = home.toAbsolutePath().normalize();
  }

  /** Fixes who says at which site this process is. */
  public static void identifiedBy(Supplier<String> site) {
    identity = site;
  }

  /**
   * The folder.
   *
   * @throws BailiwickException GUARD_MISSING if nothing names one, or it is no folder
   */
  public static Path path() {
    Path set = chosen;
    if (set == null) {
      String named = System.getenv(VARIABLE);
      if (named == null || named.isBlank()) {
        throw new BailiwickException(
            ErrorCode.GUARD_MISSING,
            "This process has no site home: set "
                + VARIABLE
                + " to the folder that `bailiwick pki issue` made for its site");
      }
      set = Path.of(named).toAbsolutePath().normalize();
    }
    if (!Files.isDirectory(set)) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "The site home " + set + " is not a folder: issue it with `bailiwick pki issue`");
    }
    return set;
  }

  /**
   * The authorities that this process's site trusts: {@code trust.pem}.
   *
   * @throws BailiwickException GUARD_MISSING if the file is not there, is none of certificates, or
   *     others than its owner may change it
   */
  public static Collection<X509Certificate> trusted() {
    Path pem = path().resolve("trust.pem");
    try {
      OwnerOnly.require(pem, "600");
      try (InputStream in = Files.newInputStream(pem)) {
        return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
            .map(X509Certificate.class::cast)
            .toList();
      }
    } catch (IOException | CertificateException e) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "The trusted authorities in "
              + pem
              + " cannot be read, so no manifest can be verified: issue the site home again",
          e);
    }
  }

  /**
   * The site that this process's certificate proves.
   *
   * @throws BailiwickException GUARD_MISSING if nobody has proven one
   */
  public static String site() {
    return provenSite()
        .orElseThrow(
            () ->
                new BailiwickException(
                    ErrorCode.GUARD_MISSING,
                    "Nothing proves at which site this process is: load the Bailiwick plugin"
                        + " (spark.plugins=dev.bailiwick.spark.BailiwickPlugin)"));
  }

  /** The site that this process's certificate proves, if one has been proven. */
  public static Optional<String> provenSite() {
    Supplier<String> from = identity;
    return from == null ? Optional.empty() : Optional.ofNullable(from.get());
  }
}
