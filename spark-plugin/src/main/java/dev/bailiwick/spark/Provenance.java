package dev.bailiwick.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.signing.CanonicalJson;
import dev.bailiwick.signing.DocumentSignature;
import dev.bailiwick.signing.DocumentSigner;
import dev.bailiwick.train.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;

/**
 * What the checkpoints of a run come from: {@code provenance.json} beside them, signed by the
 * driver; {@code docs/formats/provenance.md} specifies it. Whoever holds a model finds the policies
 * that it follows.
 */
final class Provenance {
  static final String FILE = "provenance.json";
  static final String FORMAT = "bailiwick-provenance/1";

  private Provenance() {}

  /** Writes it, all or nothing, in place of an older one. */
  static Path write(
      Path folder, Job job, Manifest manifest, PolicySet policies, DocumentSigner signer) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("format", FORMAT);
    content.putObject("job").put("id", job.id()).put("sha256", job.sha256());
    content
        .putObject("manifest")
        .put("dataset", manifest.dataset())
        .put("version", manifest.version());
    content.put("use", job.use().id());
    ArrayNode cites = content.putArray("cites");
    job.cites().stream().sorted().forEach(cites::add);
    ArrayNode all = content.putArray("policies");
    for (Policy policy : policies.policies()) {
      all.addObject()
          .put("id", policy.id())
          .put("version", policy.version())
          .put("sha256", policy.sha256());
    }
    ArrayNode shards = content.putArray("shards");
    manifest.shards().stream()
        .sorted(Comparator.comparing(ManifestShard::id))
        .forEach(
            shard -> {
              ObjectNode one = shards.addObject();
              one.put("id", shard.id()).put("sha256", shard.sha256()).put("rows", shard.rows());
              ArrayNode laws = one.putArray("laws");
              shard.jurisdictions().forEach(laws::add);
            });
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("provenance", content);
    document.set(
        "signature", DocumentSignature.make(CanonicalJson.bytes(content), signer).toJson());
    Path file = folder.resolve(FILE);
    Path fresh = folder.resolve("." + FILE + ".tmp");
    try {
      Files.createDirectories(folder);
      Files.write(fresh, CanonicalJson.bytes(document));
      return Files.move(
          fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          file + " cannot be written (" + e.getMessage() + "); check the disk and its rights.",
          e);
    }
  }
}
