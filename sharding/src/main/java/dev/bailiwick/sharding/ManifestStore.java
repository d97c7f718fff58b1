package dev.bailiwick.sharding;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.CanonicalJson;
import dev.bailiwick.signing.DocumentSignature;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of manifests, {@code manifest-000001.json} and on.
 *
 * <p>Guaranteed, on every file system that a {@link ManifestFolder} is made for: a version is
 * written once, whole or not at all, and never overwritten; of two writers of the same version one
 * fails. A manifest that loads has a signature that leads to a trusted authority, is byte for byte
 * what was signed, has no field that is not known and totals that add up; {@link #verifyChain} also
 * shows that none was taken out between the first and the last.
 *
 * <p>Not guaranteed: that no newer manifest existed and was deleted; the audit log tells that.
 */
public final class ManifestStore {
  private static final Pattern NAME = Pattern.compile("manifest-(\\d{6})\\.json");
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(20).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestStore() {}

  /** A committed manifest and its file. */
  public record Committed(ManifestFile file, Manifest manifest) {}

  /**
   * Numbers, chains and signs a manifest, and writes it as the folder's next version.
   *
   * @throws BailiwickException UNAVAILABLE if another writer took that version meanwhile, or the
   *     folder cannot be written; BAD_ARGUMENT if it has the manifests of another dataset;
   *     NOT_SUPPORTED or GUARD_MISSING if two writers of one version could both win there
   */
  public static Committed commit(
      ManifestFolder folder, ManifestDraft draft, DocumentSigner signer) {
    try {
      Optional<ManifestFile> latest = latest(folder);
      Manifest manifest =
          new Manifest(
              draft.dataset(),
              latest.map(ManifestStore::version).orElse(0L) + 1,
              latest.isPresent()
                  ? Optional.of(Hex.sha256(ofDataset(draft.dataset(), latest.get())))
                  : Optional.empty(),
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              draft.topology(),
              draft.strategy(),
              draft.schema(),
              draft.sensitiveColumns(),
              draft.policies(),
              draft.shards());
      ManifestFile file = new ManifestFile(folder, name(manifest.version()));
      if (!folder.createIfAbsent(file.name(), signed(manifest, signer))) {
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE,
            file + " was written by another writer meanwhile: plan again on top of it");
      }
      return new Committed(file, manifest);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The manifest folder " + folder + " cannot be written", e);
    }
  }

  private static X509Certificate signer(
      String where, StrictJson document, Collection<X509Certificate> trusted) {
    try {
      return DocumentSignature.fromJson(document.node("signature"))
          .verify(CanonicalJson.bytes(document.node("manifest")), trusted);
    } catch (BailiwickException e) {
      throw new BailiwickException(e.code(), "The manifest " + where + ": " + e.getMessage(), e);
    }
  }

  /** A folder is one dataset's: its newest version is what readers of the folder get. */
  private static byte[] ofDataset(String dataset, ManifestFile newest) throws IOException {
    byte[] bytes = newest.folder().read(newest.name());
    String found = MAPPER.readTree(bytes).path("manifest").path("dataset").asText();
    if (!found.equals(dataset)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          newest
              + " is of dataset '"
              + found
              + "', expected '"
              + dataset
              + "': give each dataset a folder of its own for its manifests");
    }
    return bytes;
  }

  private static byte[] signed(Manifest manifest, DocumentSigner signer) {
    ObjectNode content = ManifestJson.write(manifest);
    // What would not load must not be written.
    ManifestJson.read("The manifest to be committed", content);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("manifest", content);
    document.set(
        "signature", DocumentSignature.make(CanonicalJson.bytes(content), signer).toJson());
    return CanonicalJson.bytes(document);
  }

  /**
   * Reads one manifest and checks all that can be checked from it alone.
   *
   * @param file the manifest
   * @param trusted the authorities one of which the signer's certificate must lead to
   * @throws BailiwickException NOT_AUTHENTIC or BAD_DOCUMENT, naming the check, and the shard if it
   *     is one shard's
   */
  public static Manifest load(ManifestFile file, Collection<X509Certificate> trusted) {
    return load(file, trusted, signer -> {});
  }

  /**
   * The same, where not everybody who leads to a trusted authority may sign.
   *
   * @param mayHaveSigned is given the signer's certificate, and throws if it may not have
   */
  public static Manifest load(
      ManifestFile file,
      Collection<X509Certificate> trusted,
      Consumer<X509Certificate> mayHaveSigned) {
    byte[] bytes = bytes(file);
    String where = file.toString();
    JsonNode document;
    try {
      document = MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.BAD_DOCUMENT, where + " is not JSON, or has a field twice", e);
    }
    StrictJson outer = new StrictJson(where, document, "manifest", "signature");
    mayHaveSigned.accept(signer(where, outer, trusted));
    if (!Arrays.equals(bytes, CanonicalJson.bytes(document))) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          where + " is not in canonical form: its bytes are not those that were committed");
    }
    Manifest manifest = ManifestJson.read(where, outer.node("manifest"));
    Matcher name = NAME.matcher(file.name());
    if (name.matches() && Long.parseLong(name.group(1)) != manifest.version()) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          where + " says that it is version " + manifest.version() + ": it was renamed");
    }
    return manifest;
  }

  /**
   * The newest version in a folder.
   *
   * @throws BailiwickException UNAVAILABLE if the folder cannot be read
   */
  public static Optional<ManifestFile> latest(ManifestFolder folder) {
    try {
      return folder.names().stream()
          .filter(name -> NAME.matcher(name).matches())
          .max(Comparator.naturalOrder())
          .map(name -> new ManifestFile(folder, name));
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The manifest folder " + folder + " cannot be read", e);
    }
  }

  /**
   * Loads every version in a folder and checks that each names the hash of the one before.
   *
   * @return how many there are
   * @throws BailiwickException as {@link #load}; NOT_AUTHENTIC if one is missing or was replaced
   */
  public static long verifyChain(ManifestFolder folder, Collection<X509Certificate> trusted) {
    long last = latest(folder).map(ManifestStore::version).orElse(0L);
    Optional<String> hash = Optional.empty();
    for (long v = 1; v <= last; v++) {
      ManifestFile file = new ManifestFile(folder, name(v));
      Manifest manifest = load(file, trusted);
      if (!manifest.previous().equals(hash)) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            file + " does not continue the version before it: that one was replaced");
      }
      hash = Optional.of(Hex.sha256(bytes(file)));
    }
    return last;
  }

  private static String name(long version) {
    return String.format("manifest-%06d.json", version);
  }

  private static long version(ManifestFile file) {
    Matcher name = NAME.matcher(file.name());
    return name.matches() ? Long.parseLong(name.group(1)) : 0;
  }

  private static byte[] bytes(ManifestFile file) {
    try {
      return file.folder().read(file.name());
    } catch (NoSuchFileException e) {
      throw new BailiwickException(ErrorCode.BAD_DOCUMENT, "There is no manifest " + file, e);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The manifest " + file + " cannot be read", e);
    }
  }
}
