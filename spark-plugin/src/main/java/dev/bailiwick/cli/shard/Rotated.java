package dev.bailiwick.cli.shard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.NodeName;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.signing.CanonicalJson;
import dev.bailiwick.signing.DocumentSignature;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * That a site's key is at a version: what the coordinator needs to say so in a manifest;
 * docs/formats/key-rotation.md.
 *
 * @param dataset the dataset
 * @param site the site
 * @param keyId the key
 * @param version its version now
 */
record Rotated(String dataset, String site, String keyId, int version) {

  /** Writes it as a signed document; the file must not be there ({@link #requireNew}). */
  void write(Path file, DocumentSigner signer) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("apiVersion", "bailiwick/v1").put("kind", "KeyRotation");
    content.put("dataset", dataset).put("site", site).put("keyId", keyId);
    content.put("version", (long) version);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("rotation", content);
    document.set(
        "signature", DocumentSignature.make(CanonicalJson.bytes(content), signer).toJson());
    try {
      Files.write(file, CanonicalJson.bytes(document), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new BailiwickException(ErrorCode.UNAVAILABLE, "Cannot write " + file, e);
    }
  }

  /**
   * Before anything is rotated: that a receipt can be written there.
   *
   * @throws BailiwickException BAD_ARGUMENT if something is there already, or there is no folder
   */
  static void requireNew(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.exists(file)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "--receipt " + file + " is there already, and nothing is overwritten: name a new file");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "--receipt " + file + ": there is no folder " + folder + "; make it first");
    }
  }

  /**
   * Reads it.
   *
   * @param reader who reads it: its authorities are trusted, and nodes of its domain
   * @throws BailiwickException NOT_AUTHENTIC if a node of its own site did not sign it;
   *     BAD_DOCUMENT if it is something else
   */
  static Rotated read(Path file, NodeIdentity reader) {
    JsonNode document;
    try {
      document = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.BAD_DOCUMENT, file + " cannot be read as a receipt of a rotation", e);
    }
    JsonNode content = document.path("rotation");
    if (!content.path("kind").asText().equals("KeyRotation")
        || !content.path("version").canConvertToInt()) {
      throw new BailiwickException(
          ErrorCode.BAD_DOCUMENT,
          file + " is no receipt of a rotation: expected what `shard rotate --receipt` wrote");
    }
    X509Certificate signer =
        DocumentSignature.fromJson(document.path("signature"))
            .verify(CanonicalJson.bytes(content), reader.trust().certificates());
    String site = content.path("site").asText();
    NodeName name = NodeName.of(signer);
    if (!name.site().equals(site) || !name.trustDomain().equals(reader.trustDomain())) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "%s says that keys of site '%s' were rotated, and is signed by %s: only a node of that site can say so"
              .formatted(file, site, name));
    }
    return new Rotated(
        content.path("dataset").asText(),
        site,
        content.path("keyId").asText(),
        content.path("version").asInt());
  }

  /**
   * True if a manifest says it already.
   *
   * @throws BailiwickException BAD_ARGUMENT if it is of another dataset
   */
  boolean isIn(Manifest m) {
    if (!m.dataset().equals(dataset)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The keys of dataset '%s' were rotated, and the manifest is of '%s': give that dataset's"
              .formatted(dataset, m.dataset()));
    }
    return m.shards().stream()
        .flatMap(s -> s.copies().stream())
        .filter(this::isMine)
        .allMatch(c -> c.keyVersion() >= version);
  }

  /** The manifest's next version. */
  ManifestDraft applied(Manifest m) {
    List<ManifestShard> shards = m.shards().stream().map(this::applied).toList();
    return new ManifestDraft(
        m.dataset(),
        m.topology(),
        m.strategy(),
        m.schema(),
        m.sensitiveColumns(),
        m.policies(),
        shards);
  }

  private ManifestShard applied(ManifestShard s) {
    List<ShardCopy> copies = s.copies().stream().map(c -> isMine(c) ? atVersion(c) : c).toList();
    return new ManifestShard(
        s.id(),
        s.split(),
        s.category(),
        s.contextOf(),
        s.jurisdictions(),
        s.permitted(),
        s.rows(),
        s.ranges(),
        copies.get(0),
        copies.subList(1, copies.size()),
        s.decidedBy());
  }

  private boolean isMine(ShardCopy c) {
    return c.site().equals(site) && c.keyId().equals(keyId);
  }

  private ShardCopy atVersion(ShardCopy c) {
    return new ShardCopy(
        c.site(),
        c.uri(),
        c.bytes(),
        c.rowGroups(),
        c.sha256(),
        c.keyId(),
        // A copy may have been written after a later rotation than the receipt's.
        Math.max(version, c.keyVersion()));
  }
}
