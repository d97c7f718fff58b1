package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DetachedSignature;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets one artefact go, by hash; {@code docs/formats/release.md} specifies it. What it states is
 * proven by nothing until {@link #verified} has checked it.
 */
public final class ReleaseDocument {
  static final String KIND = "Release";
  private static final String SUFFIX = ".release.yaml";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){2}");

  private final String by;
  private final LocalDate on;
  private final String artefact;
  private final TransferClass transfer;
  private final Map<String, Under> policies;
  private final long records;
  private final Conduct conduct;

  /** A policy under which it is released. */
  private record Under(String version, String sha256) {}

  private ReleaseDocument(YamlMap document) {
    DocumentHeader.check(document, KIND);
    document.allowOnly(
        "apiVersion", "kind", "metadata", "artefact", "policies", "records", "conduct");
    YamlMap metadata = document.map("metadata");
    metadata.allowOnly("by", "on");
    by = PolicyFields.email(metadata, "by");
    on = TableFields.day(metadata, "on");
    YamlMap map = document.map("artefact");
    map.allowOnly("sha256", "transfer");
    artefact = hash(map);
    transfer = PolicyFields.transferClass(map.scalar("transfer"));
    if (!ReleaseParser.isMade(transfer)) {
      throw map.error("transfer", ReleaseParser.notMade(transfer));
    }
    policies = policies(document);
    records = document.integer("records", 0, PolicyFields.MAX_COUNT);
    conduct = DutyParser.conduct(document, "conduct");
  }

  /** Where the release of an artefact lies. */
  public static Path file(Path artefact) {
    return artefact.resolveSibling(artefact.getFileName() + SUFFIX);
  }

  /** The SHA-256 of an artefact's bytes, in hexadecimal. */
  public static String sha256(Path artefact) {
    try (InputStream in = Files.newInputStream(artefact)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, artefact + " cannot be read; check the path and its rights.", e);
    } catch (NoSuchAlgorithmException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "This Java platform has no SHA-256", e);
    }
  }

  /**
   * The text of a release that is to be signed.
   *
   * @param by who will sign
   * @param artefactHash SHA-256 of the artefact, in hexadecimal
   * @throws BailiwickException {@code BAD_ARGUMENT} if a policy would not take it
   */
  public static String write(
      String by,
      LocalDate on,
      String artefactHash,
      TransferClass transfer,
      Collection<Policy> policies,
      long records,
      Conduct conduct) {
    StringBuilder text = new StringBuilder("apiVersion: bailiwick/v1\nkind: Release\n");
    text.append("metadata: {by: \"" + by + "\", on: " + on + "}\n");
    text.append("artefact: {sha256: \"" + artefactHash + "\", transfer: " + transfer.id() + "}\n");
    text.append("policies:\n");
    for (Policy policy : policies) {
      text.append(
          "  - {id: \"%s\", version: \"%s\", sha256: \"%s\"}\n"
              .formatted(policy.id(), policy.version(), policy.sha256()));
    }
    text.append("records: ").append(records).append('\n').append(conduct(conduct));
    ReleaseDocument made = parse("the new release", text.toString());
    for (Policy policy : policies) {
      made.refusal(policy)
          .ifPresent(
              why -> {
                throw new BailiwickException(ErrorCode.BAD_ARGUMENT, why);
              });
    }
    return text.toString();
  }

  private static String conduct(Conduct conduct) {
    StringBuilder parts = new StringBuilder();
    if (conduct.secureAggregation()) {
      parts.append(", secureAggregation: true");
    }
    PrivacyBudget budget = conduct.privacy();
    if (budget != null) {
      parts.append(
          ", differentialPrivacy: {epsilon: %s, delta: %s}"
              .formatted(budget.epsilon(), budget.delta()));
    }
    if (conduct.attestation()) {
      parts.append(", attestation: true");
    }
    return parts.isEmpty() ? "" : "conduct: {" + parts.substring(2) + "}\n";
  }

  /**
   * Parses a text.
   *
   * @throws BailiwickException {@code BAD_DOCUMENT} with the place
   */
  public static ReleaseDocument parse(String source, String text) {
    return new ReleaseDocument(YamlMap.parse(source, text));
  }

  /**
   * Reads a release with its signature, and checks it against the artefact and the policies.
   *
   * @param file the release
   * @param artefactHash SHA-256 of the artefact that is there now
   * @param policies those that are in use
   * @param trusted the authorities
   * @param at when the certificates must be valid
   * @return what decisions about the artefact take
   * @throws BailiwickException {@code BAD_DOCUMENT} with the place, or {@code NOT_AUTHENTIC} naming
   *     the check that failed
   */
  public static Release verified(
      Path file,
      String artefactHash,
      Collection<Policy> policies,
      Collection<X509Certificate> trusted,
      Instant at) {
    String text = YamlMap.readText(file);
    ReleaseDocument document = parse(file.toString(), text);
    DetachedSignature.verify(file, text.getBytes(StandardCharsets.UTF_8), trusted, at, document.by);
    if (!document.artefact.equals(artefactHash)) {
      throw refused(
          file
              + ": releases an artefact with SHA-256 "
              + document.artefact
              + ", and this one has "
              + artefactHash
              + "; release this one, or bring back the other.");
    }
    List<Policy> asking = policies.stream().filter(policy -> policy.release() != null).toList();
    if (asking.isEmpty()) {
      throw refused(file + ": none of the policies in use lets anything go by a release.");
    }
    for (Policy policy : asking) {
      document
          .refusal(policy)
          .ifPresent(
              why -> {
                throw refused(file + ": " + why);
              });
    }
    return document.release(asking);
  }

  /** Who signs it, as it says itself. */
  public String by() {
    return by;
  }

  /** The day of the release. */
  public LocalDate on() {
    return on;
  }

  private Release release(Collection<Policy> under) {
    Set<String> ids = under.stream().map(Policy::id).collect(Collectors.toSet());
    return new Release(transfer, by, ids, records, conduct);
  }

  /** Why a policy does not take it; empty if it does. */
  private Optional<String> refusal(Policy policy) {
    Under under = policies.get(policy.id());
    ReleaseRule rule = policy.release();
    String why = null;
    if (rule == null) {
      why = "the policy " + policy + " has no 'release', so nothing leaves it by a signature.";
    } else if (under == null) {
      why = "it is not a release under the policy " + policy + "; add it, and sign again.";
    } else if (!under.sha256().equals(policy.sha256())) {
      why =
          "it is a release under %s %s with SHA-256 %s, and the policy in use is %s with %s; release again."
              .formatted(policy.id(), under.version(), under.sha256(), policy, policy.sha256());
    } else if (!rule.transfer().contains(transfer)) {
      why =
          "the policy %s releases no '%s', only %s."
              .formatted(
                  policy,
                  transfer.id(),
                  rule.transfer().stream()
                      .map(TransferClass::id)
                      .sorted()
                      .collect(Collectors.joining(", ")));
    } else if (!rule.signedBy().contains(by)) {
      why =
          "it is signed by %s, and the policy %s takes releases by %s only."
              .formatted(
                  by, policy, rule.signedBy().stream().sorted().collect(Collectors.joining(", ")));
    }
    return Optional.ofNullable(why);
  }

  private static Map<String, Under> policies(YamlMap document) {
    Map<String, Under> policies = new LinkedHashMap<>();
    for (YamlMap map : document.maps("policies")) {
      map.allowOnly("id", "version", "sha256");
      String id = DocumentHeader.id(map);
      String version =
          DocumentHeader.matching(map, "version", VERSION, "MAJOR.MINOR.PATCH, such as 1.0.0");
      if (policies.put(id, new Under(version, hash(map))) != null) {
        throw map.error("id", "the policy '" + id + "' is here a second time; remove one.");
      }
    }
    if (policies.isEmpty()) {
      throw document.error("policies", "'policies' is empty; name the policies that let it go.");
    }
    return policies;
  }

  private static String hash(YamlMap map) {
    return DocumentHeader.matching(
        map, "sha256", HASH, "a SHA-256 of 64 lower-case hexadecimal digits");
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }
}
