package dev.bailiwick.spark;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.RevocationSummary;
import dev.bailiwick.error.BailiwickException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Says of a site home who it makes its processes, until when, and where its keys are. */
public final class HomeCheck {
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration LIST_SOON = Duration.ofDays(1);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private HomeCheck() {}

  /** All that a home tells now. */
  public static List<Finding> of(Path home) {
    return of(home, Instant.now());
  }

  static List<Finding> of(Path home, Instant now) {
    NodeIdentity identity;
    try {
      identity = NodeIdentity.load(home);
    } catch (RuntimeException e) {
      String remedy =
          e instanceof BailiwickException
              ? "mend that; `bailiwick pki issue` makes and renews homes of a development authority"
              : "see docs/formats/site-home.md";
      return List.of(Finding.bad("identity", String.valueOf(e.getMessage()), remedy));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.good("identity", identity.name().uri() + ", in " + home));
    for (X509Certificate certificate : identity.chain()) {
      findings.add(expiry("certificate", certificate, now, "renew it"));
    }
    for (X509Certificate authority : identity.trust().certificates()) {
      findings.add(expiry("authority", authority, now, "have the stewards renew it"));
    }
    findings.add(
        identity
            .coordinator()
            .map(site -> Finding.good("coordinator", "drivers are believed at site " + site))
            .orElse(
                Finding.warning(
                    "coordinator",
                    "a driver is believed at any site of " + identity.trustDomain(),
                    "write the coordinator's site into " + home.resolve("coordinator"))));
    findings.add(partners(identity, home));
    findings.addAll(revocations(home, now));
    findings.add(keys(home));
    return findings;
  }

  private static Finding partners(NodeIdentity identity, Path home) {
    SortedMap<String, List<String>> bound = identity.sharesKeysWith();
    if (bound.isEmpty()) {
      return Finding.warning(
          "partners",
          "keys are shared with every site that a driver names",
          "write into " + home.resolve("partners") + " with which sites, by class of transfer");
    }
    return Finding.good(
        "partners",
        "shares keys at most of "
            + bound.entrySet().stream()
                .map(
                    e ->
                        e.getKey()
                            + " with "
                            + (e.getValue().contains("*")
                                ? "every site"
                                : String.join(", ", e.getValue())))
                .collect(Collectors.joining("; ")));
  }

  private static List<Finding> revocations(Path home, Instant now) {
    List<RevocationSummary> lists = RevocationSummary.of(home);
    if (lists.isEmpty()) {
      return List.of(
          Finding.warning(
              "revocations",
              "no revocation is checked: there is no " + home.resolve("authority.crl"),
              "put the authority's list there, and each that follows; `bailiwick pki crl` makes"
                  + " one"));
    }
    return lists.stream().map(list -> revocations(list, now)).toList();
  }

  private static Finding revocations(RevocationSummary list, Instant now) {
    Instant until = list.until().orElse(Instant.MIN);
    String text =
        "%s has revoked %d; its list holds until %s"
            .formatted(
                list.issuer(), list.revoked(), list.until().map(SECOND::format).orElse("never"));
    if (!until.isAfter(now)) {
      return Finding.bad("revocations", text + ": stale", "put the newest list there");
    }
    return until.isBefore(now.plus(LIST_SOON))
        ? Finding.warning("revocations", text, "put the next list there in time")
        : Finding.good("revocations", text);
  }

  private static Finding expiry(
      String subject, X509Certificate certificate, Instant now, String remedy) {
    Instant end = certificate.getNotAfter().toInstant();
    long days = Duration.between(now, end).toDays();
    String text =
        "%s, until %s (%d days)"
            .formatted(certificate.getSubjectX500Principal().getName(), DAY.format(end), days);
    if (!end.isAfter(now)) {
      return Finding.bad(subject, text + ": expired", remedy);
    }
    return end.isBefore(now.plus(SOON))
        ? Finding.warning(subject, text, remedy)
        : Finding.good(subject, text);
  }

  private static Finding keys(Path home) {
    if (Files.exists(home.resolve("pkcs11.cfg"))) {
      return Finding.good("keys", "the site's keys are in a PKCS#11 token (pkcs11.cfg)");
    }
    return Files.exists(home.resolve("keys.p12"))
        ? Finding.good("keys", "the site's keys are in " + home.resolve("keys.p12"))
        : Finding.warning(
            "keys",
            "the site has no key yet",
            "none is needed before the first shard; if there were any, look for keys.p12");
  }
}
