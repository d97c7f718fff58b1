package dev.bailiwick.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.CanonicalJson;
import dev.bailiwick.signing.DocumentSignature;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestStoreTest {
  private static final TestSigner SIGNER = new TestSigner("demo");
  private static final List<X509Certificate> TRUSTED = List.of(SIGNER.authority());
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void whatWasCommittedIsLoaded() {
    ManifestStore.Committed committed =
        ManifestStore.commit(ManifestFolder.local(folder), draft(2), SIGNER);
    assertThat(committed.file()).hasToString(folder.resolve("manifest-000001.json").toString());
    assertThat(ManifestStore.load(committed.file(), TRUSTED)).isEqualTo(committed.manifest());
    assertThat(committed.manifest().rows()).isEqualTo(30);
  }

  @Test
  void versionsAreChained() throws IOException {
    commit(folder, draft(1), SIGNER);
    commit(folder, draft(2), SIGNER);
    commit(folder, draft(3), SIGNER);
    assertThat(ManifestStore.verifyChain(ManifestFolder.local(folder), TRUSTED)).isEqualTo(3);
    assertThat(ManifestStore.latest(ManifestFolder.local(folder)).map(ManifestFile::name))
        .hasValue("manifest-000003.json");

    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(
        commit(other, draft(5), SIGNER),
        folder.resolve("manifest-000001.json"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> ManifestStore.verifyChain(ManifestFolder.local(folder), TRUSTED))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.NOT_AUTHENTIC))
        .hasMessageContaining("manifest-000002.json");
  }

  @Test
  void ofManyWritersEachVersionHasOne() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all =
          IntStream.range(0, 12)
              .<Future<?>>mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            while (true) {
                              try {
                                return commit(folder, draft(i + 1), SIGNER);
                              } catch (BailiwickException e) {
                                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                              }
                            }
                          }))
              .toList();
      for (Future<?> f : all) {
        f.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(ManifestStore.verifyChain(ManifestFolder.local(folder), TRUSTED)).isEqualTo(12);
  }

  @Test
  void everySampledByteThatIsAlteredIsFound() throws IOException {
    Path file = commit(folder, draft(2), SIGNER);
    byte[] right = Files.readAllBytes(file);
    for (int i = 0; i < right.length; i += 13) {
      byte[] altered = right.clone();
      altered[i] ^= 1;
      Files.write(file, altered);
      assertThatThrownBy(() -> load(file)).isInstanceOf(BailiwickException.class);
    }
  }

  @Test
  void aFolderIsOneDatasets() {
    commit(folder, draft(1), SIGNER);
    ManifestDraft other =
        new ManifestDraft("loans", "three", "size", "{}", List.of(), List.of(), List.of(shard(1)));
    assertThatThrownBy(() -> commit(folder, other, SIGNER))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.BAD_ARGUMENT))
        .hasMessageContainingAll("manifest-000001.json", "'people'", "'loans'");
  }

  @Test
  void anotherAuthoritysSignatureIsRefused() {
    Path file = commit(folder, draft(1), new TestSigner("stranger"));
    assertThatThrownBy(() -> load(file))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.NOT_AUTHENTIC));
  }

  @Test
  void anUnsignedManifestIsRefused() throws IOException {
    Path file = commit(folder, draft(1), SIGNER);
    ObjectNode document = (ObjectNode) JSON.readTree(file.toFile());
    document.remove("signature");
    Files.write(file, CanonicalJson.bytes(document));
    assertThatThrownBy(() -> load(file))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.BAD_DOCUMENT))
        .hasMessageContaining("signature");
  }

  @Test
  void spacesThatSignedNothingAreRefused() throws IOException {
    Path file = commit(folder, draft(1), SIGNER);
    Files.writeString(file, Files.readString(file) + "\n");
    assertThatThrownBy(() -> load(file)).hasMessageContaining("canonical");
  }

  @Test
  void totalsThatDoNotAddUpAreRefusedEvenIfSigned() throws IOException {
    resigned(m -> ((ObjectNode) m.get("totals")).put("rows", 31L), "totals", "31", "30");
  }

  @Test
  void aShardOutsideItsPermittedSetIsRefusedByName() throws IOException {
    resigned(m -> copy(m, 1).put("site", "iad"), "shard-0002", "iad", "permitted");
  }

  @Test
  void aShardUnderAnotherSitesKeyIsRefusedByName() throws IOException {
    resigned(m -> copy(m, 1).put("keyId", "iad/people"), "shard-0002", "iad/people");
  }

  @Test
  void aShardThatIsThereTwiceIsRefusedByName() throws IOException {
    resigned(
        m -> ((ObjectNode) m.get("shards").get(1)).put("id", "shard-0001"), "shard-0001", "twice");
  }

  @Test
  void anUnknownFieldIsRefusedByName() throws IOException {
    resigned(
        m -> ((ObjectNode) m.get("shards").get(0)).put("replica", "x"), "shard-0001", "replica");
  }

  @Test
  void aWrongKindOfValueIsRefusedByName() throws IOException {
    resigned(m -> ((ObjectNode) m.get("shards").get(0)).put("rows", "10"), "shard-0001", "rows");
    resigned(m -> copy(m, 0).put("sha256", "ab"), "SHA-256");
  }

  @Test
  void aShardWithoutACopyIsRefusedByName() throws IOException {
    resigned(
        m -> ((ObjectNode) m.get("shards").get(1)).putArray("copies"), "shard-0002", "no copy");
  }

  @Test
  void twoCopiesAtOneSiteAreRefusedByName() throws IOException {
    resigned(
        m -> {
          ArrayNode copies = (ArrayNode) m.get("shards").get(1).get("copies");
          copies.add(copy(m, 1).deepCopy().put("uri", "file:///elsewhere.parquet"));
          ((ObjectNode) m.get("totals")).put("bytes", 3000L);
        },
        "shard-0002",
        "two copies at site 'fra'");
  }

  @Test
  void contextOfAShardThatIsNotThereIsRefusedByName() throws IOException {
    resigned(
        m -> {
          ((ObjectNode) m.get("shards").get(1)).put("contextOf", "shard-0009");
          ((ObjectNode) m.get("totals")).put("rows", 10L).put("contextRows", 20L);
        },
        "shard-0002",
        "shard-0009");
  }

  private static ObjectNode copy(ObjectNode manifest, int shard) {
    return (ObjectNode) manifest.get("shards").get(shard).get("copies").get(0);
  }

  /** What a buggy or malicious driver with a good key could write. */
  private void resigned(Consumer<ObjectNode> change, String... said) throws IOException {
    Path other = Files.createTempDirectory(folder, "r");
    Path file = commit(other, draft(2), SIGNER);
    ObjectNode document = (ObjectNode) JSON.readTree(file.toFile());
    ObjectNode manifest = (ObjectNode) document.get("manifest");
    change.accept(manifest);
    document.set(
        "signature", DocumentSignature.make(CanonicalJson.bytes(manifest), SIGNER).toJson());
    Files.write(file, CanonicalJson.bytes(document));
    assertThatThrownBy(() -> load(file))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.BAD_DOCUMENT))
        .hasMessageContainingAll(said);
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPath() throws IOException {
    for (String text : List.of("", "{", "[]", "{\"manifest\":{},\"manifest\":{}}", "\0\1\2")) {
      Path file = folder.resolve("manifest-000009.json");
      Files.writeString(file, text, StandardCharsets.UTF_8);
      assertThatThrownBy(() -> load(file))
          .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.BAD_DOCUMENT))
          .hasMessageContaining("manifest-000009.json");
    }
  }

  private static Path commit(Path folder, ManifestDraft draft, TestSigner signer) {
    return folder.resolve(
        ManifestStore.commit(ManifestFolder.local(folder), draft, signer).file().name());
  }

  private static Manifest load(Path file) {
    return ManifestStore.load(
        new ManifestFile(ManifestFolder.local(file.getParent()), file.getFileName().toString()),
        TRUSTED);
  }

  private static Consumer<BailiwickException> is(ErrorCode code) {
    return e -> assertThat(e.code()).isEqualTo(code);
  }

  private static ManifestDraft draft(int shards) {
    return new ManifestDraft(
        "people",
        "three",
        "size",
        "{}",
        List.of(),
        List.of(new ManifestPolicy("rows", "1.0.0", "0".repeat(64))),
        IntStream.rangeClosed(1, shards).mapToObj(ManifestStoreTest::shard).toList());
  }

  private static ManifestShard shard(int number) {
    return new ManifestShard(
        String.format("shard-%04d", number),
        "train",
        "",
        "",
        List.of("DE"),
        Map.of("raw", List.of("fra", "nrt"), "intermediate", List.of("fra")),
        10L * number,
        List.of(new ShardRange("age", "1", "9")),
        new ShardCopy(
            "fra",
            URI.create("file:///storage/fra/shard-" + number + ".parquet"),
            1000L,
            1L,
            "ab".repeat(32),
            "fra/people",
            1),
        List.of(),
        List.of(new DecisionRef("raw", true, List.of("fra"), "rows", "de", "rows.yaml:6:5")));
  }
}
