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
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of manifests, {@code manifest-000001.json} and on.
 *
 * <p>Guaranteed: a version is written once, whole or not at all, and never overwritten; of two
 * writers of the same version one fails. A manifest that loads has a signature that leads to a
 * trusted authority, is byte for byte what was signed, has no field that is not known and totals
 * that add up; {@link #verifyChain} also shows that none was taken out between the first and the
 * last.
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
  public record Committed(Path file, Manifest manifest) {}

  /**
   * Numbers, chains and signs a manifest, and writes it as the folder's next version.
   *
   * @throws BailiwickException UNAVAILABLE if another writer took that version meanwhile, or the
   *     folder cannot be written
   */
  public static Committed commit(Path folder, ManifestDraft draft, DocumentSigner signer) {
    try {
      Files.createDirectories(folder);
      Optional<Path> latest = latest(folder);
      long version = latest.map(ManifestStore::version).orElse(0L) + 1;
      Manifest manifest =
          new Manifest(
              draft.dataset(),
              version,
              latest.isPresent()
                  ? Optional.of(Hex.sha256(Files.readAllBytes(latest.get())))
                  : Optional.empty(),
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              draft.topology(),
              draft.strategy(),
              draft.schema(),
              draft.sensitiveColumns(),
              draft.policies(),
              draft.shards());
      ObjectNode content = ManifestJson.write(manifest);
      // What would not load must not be written.
      ManifestJson.read("The manifest to be committed", content);
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.set("manifest", content);
      document.set(
          "signature", DocumentSignature.make(CanonicalJson.bytes(content), signer).toJson());
      Path file = folder.resolve(String.format("manifest-%06d.json", version));
      createIfAbsent(file, CanonicalJson.bytes(document));
      return new Committed(file, manifest);
    } catch (FileAlreadyExistsException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          e.getFile() + " was written by another writer meanwhile: plan again on top of it",
          e);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The manifest folder " + folder + " cannot be written", e);
    }
  }

  /**
   * Reads one manifest and checks all that can be checked from it alone.
   *
   * @param file the manifest
   * @param trusted the authorities one of which the signer's certificate must lead to
   * @throws BailiwickException NOT_AUTHENTIC or BAD_DOCUMENT, naming the check, and the shard if it
   *     is one shard's
   */
  public static Manifest load(Path file, Collection<X509Certificate> trusted) {
    return load(file, trusted, signer -> {});
  }

  /**
   * The same, where not everybody who leads to a trusted authority may sign.
   *
   * @param mayHaveSigned is given the signer's certificate, and throws if it may not have
   */
  public static Manifest load(
      Path file, Collection<X509Certificate> trusted, Consumer<X509Certificate> mayHaveSigned) {
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
    mayHaveSigned.accept(
        DocumentSignature.fromJson(outer.node("signature"))
            .verify(CanonicalJson.bytes(outer.node("manifest")), trusted));
    if (!Arrays.equals(bytes, CanonicalJson.bytes(document))) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          where + " is not in canonical form: its bytes are not those that were committed");
    }
    Manifest manifest = ManifestJson.read(where, outer.node("manifest"));
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (name.matches() && Long.parseLong(name.group(1)) != manifest.version()) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          where + " says that it is version " + manifest.version() + ": it was renamed");
    }
    return manifest;
  }

  /** The newest version in a folder. */
  public static Optional<Path> latest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> NAME.matcher(f.getFileName().toString()).matches())
          .max(Path::compareTo);
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
  public static long verifyChain(Path folder, Collection<X509Certificate> trusted) {
    long last = latest(folder).map(ManifestStore::version).orElse(0L);
    Optional<String> hash = Optional.empty();
    for (long v = 1; v <= last; v++) {
      Path file = folder.resolve(String.format("manifest-%06d.json", v));
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

  private static long version(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : 0;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BailiwickException(ErrorCode.BAD_DOCUMENT, "There is no manifest " + file, e);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The manifest " + file + " cannot be read", e);
    }
  }

  /** A hard link appears whole and fails if the name is taken; a rename would overwrite. */
  private static void createIfAbsent(Path file, byte[] bytes) throws IOException {
    Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".manifest-", ".tmp");
    try {
      Files.write(fresh, bytes);
      try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.createLink(file, fresh);
      forceFolder(fresh.toAbsolutePath().getParent());
    } catch (UnsupportedOperationException e) {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** A name is durable only when its folder is. Some file systems cannot do that: then it waits. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The manifest stands under its name, whole; to say that it does not would be wrong.
      return;
    }
  }
}
