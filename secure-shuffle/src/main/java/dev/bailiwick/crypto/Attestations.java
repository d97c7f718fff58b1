package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * What a site home expects of the attestation of others, by its file {@code attestation} ({@code
 * docs/formats/site-home.md}), and what this process can check. Immutable.
 */
final class Attestations {
  static final String FILE = "attestation";

  private static final int MAX_KIND_BYTES = 64;
  private static final int MAX_EVIDENCE_BYTES = 32 * 1024;
  private static final String EVERY_SITE = "*";
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private final Map<String, String> requiredBySite;
  private final Map<String, AttestationVerifier> verifiers;

  Attestations(
      Map<String, String> requiredBySite, Iterable<? extends AttestationVerifier> verifiers) {
    this.requiredBySite = Map.copyOf(requiredBySite);
    Map<String, AttestationVerifier> byKind = new HashMap<>();
    for (AttestationVerifier verifier : verifiers) {
      if (byKind.put(verifier.kind(), verifier) != null) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "Two classes on the class path verify attestation of the kind '"
                + verifier.kind()
                + "': leave one");
      }
    }
    this.verifiers = Map.copyOf(byKind);
  }

  /** Those of a site home; without the file, none is required. */
  static Attestations in(Path siteHome) {
    Path file = siteHome.resolve(FILE);
    Map<String, String> required = new HashMap<>();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      String text = new String(PrivateFiles.read(file), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        String[] words = line.split(" ", -1);
        if (words.length != 2
            || !(words[0].equals(EVERY_SITE) || NodeName.isSite(words[0]))
            || !KIND.matcher(words[1]).matches()
            || required.put(words[0], words[1]) != null) {
          throw new BailiwickException(
              ErrorCode.BAD_ARGUMENT,
              "'"
                  + line
                  + "' in "
                  + file
                  + " is not the name of a site that no other line names, or '*', one space, and a"
                  + " kind of attestation");
        }
      }
    }
    return new Attestations(required, ServiceLoader.load(AttestationVerifier.class));
  }

  /** What this process shows of itself; empty bytes if it has no {@link Attester}. */
  static byte[] ofThisProcess(byte[] binding) {
    Optional<Attester> attester = ServiceLoader.load(Attester.class).findFirst();
    return attester
        .map(a -> new Wire.Writer().text(a.kind()).bytes(a.evidence(binding)).toBytes())
        .orElseGet(() -> new byte[0]);
  }

  /**
   * Checks what a node shows.
   *
   * @param shown empty, or kind and evidence
   * @return the kind that was verified
   * @throws BailiwickException NOT_AUTHENTIC, if evidence is missing, of another kind than is
   *     required, of one that nobody here verifies, or does not hold
   */
  Optional<String> verify(NodeName node, byte[] shown, byte[] binding) {
    String required = requiredBySite.getOrDefault(node.site(), requiredBySite.get(EVERY_SITE));
    if (shown.length == 0) {
      if (required != null) {
        throw refused(
            node
                + " shows no attestation; this site's home asks processes of "
                + node.site()
                + " for "
                + required);
      }
      return Optional.empty();
    }
    Wire.Reader in = new Wire.Reader("attestation of " + node, shown);
    String kind = in.text(1, MAX_KIND_BYTES);
    byte[] evidence = in.bytes(0, MAX_EVIDENCE_BYTES);
    in.end();
    if (required != null && !required.equals(kind)) {
      throw refused(
          node + " shows attestation of the kind '" + kind + "'; expected was " + required);
    }
    AttestationVerifier verifier = verifiers.get(kind);
    if (verifier == null) {
      throw refused(
          node
              + " shows attestation of the kind '"
              + kind
              + "', which nothing on this process's class path verifies: add a "
              + AttestationVerifier.class.getName()
              + " for it; there are "
              + verifiers.keySet().stream().sorted().toList());
    }
    try {
      verifier.verify(node, evidence, binding);
    } catch (RuntimeException | LinkageError e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The attestation (" + kind + ") of " + node + " does not hold: " + e.getMessage(),
          e);
    }
    return Optional.of(kind);
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }
}
