package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one list in the file {@code authority.crl} of a site home says, for people. It is what the
 * file says: whether the list counts is checked where a chain is.
 *
 * @param issuer the authority whose list it is
 * @param until when its successor is due; empty if it does not say
 * @param revoked how many certificates are on it
 */
public record RevocationSummary(String issuer, Optional<Instant> until, int revoked) {
  /**
   * The lists of a site home; none if it has no such file.
   *
   * @throws BailiwickException NOT_AUTHENTIC if the file cannot be read as lists
   */
  public static List<RevocationSummary> of(Path siteHome) {
    Path file = siteHome.resolve(Revocations.FILE);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    return Revocations.read(file).stream().map(RevocationSummary::of).toList();
  }

  private static RevocationSummary of(X509CRL list) {
    @Nullable Set<?> revoked = list.getRevokedCertificates();
    return new RevocationSummary(
        list.getIssuerX500Principal().getName(),
        Optional.ofNullable(list.getNextUpdate()).map(java.util.Date::toInstant),
        revoked == null ? 0 : revoked.size());
  }
}
