package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.SealException;
import dev.bailiwick.crypto.SealFault;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir Path folder;
  private final FixedKey keys = new FixedKey("fra/checkpoints");
  private final Checkpoint.Identity identity =
      new Checkpoint.Identity("job-hash", "manifest-hash", 7, 2, 1000, "{\"model\": 1}");

  /** One key under one name. */
  private static final class FixedKey implements CheckpointKeys {
    private final String name;
    private final List<EpochKey> given = new ArrayList<>();
    private final byte[] secret = new byte[32];

    FixedKey(String name) {
      this.name = name;
      new SecureRandom().nextBytes(secret);
    }

    @Override
    public Token create() {
      return new Token(name.getBytes(StandardCharsets.UTF_8), key());
    }

    @Override
    public EpochKey open(byte[] token) {
      String asked = new String(token, StandardCharsets.UTF_8);
      if (!asked.equals(name)) {
        throw new BailiwickException(ErrorCode.KEY_NOT_RELEASED, "no key " + asked);
      }
      return key();
    }

    /** The same secret each time, as a key store unwraps it. */
    private EpochKey key() {
      given.add(
          EpochKey.dangerouslyOfSecret(
              KeyScope.of("model", List.of("fra")), 0, "checkpoints", secret));
      return given.get(given.size() - 1);
    }
  }

  @Test
  void noKeyOutlivesItsFile() {
    store().save(after(1));
    assertThat(store().latest()).isPresent();
    assertThat(keys.given).hasSize(2).allMatch(EpochKey::isDestroyed);
  }

  private CheckpointStore store() {
    return new CheckpointStore(folder.resolve("checkpoints"), 3, keys);
  }

  private Checkpoint after(int rounds) {
    RoundRecord.Site site =
        new RoundRecord.Site(1, 4000, 0.5, new Evaluation(10, 9, 1.5), 12, 4000, 100, 90, 80);
    RoundRecord record =
        new RoundRecord(rounds, 0.5, new Evaluation(10, 9, 1.5), 34, Map.of("fra", site));
    byte[] state = ModelState.allocate(3, 6, 10L * rounds);
    return new Checkpoint(
        "run-1",
        rounds,
        identity,
        Map.of("fra", 4_000_000_000L * rounds, "iad", 7L),
        state,
        List.of(record));
  }

  private Path file(int rounds) {
    return folder.resolve("checkpoints/round-%06d.ckpt".formatted(rounds));
  }

  private BailiwickException failure() {
    try {
      store().latest();
    } catch (BailiwickException e) {
      return e;
    }
    throw new AssertionError("the checkpoint was taken");
  }

  private void assertFault(SealFault expected) {
    BailiwickException e = failure();
    assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC);
    assertThat(e)
        .hasMessageContaining("round-000002.ckpt does not open")
        .hasMessageContaining("move this file away");
    assertThat(((SealException) e.getCause()).fault()).isEqualTo(expected);
  }

  private void saveTwoAndChangeTheSecond(java.util.function.UnaryOperator<byte[]> change)
      throws IOException {
    store().save(after(1));
    store().save(after(2));
    Files.write(file(2), change.apply(Files.readAllBytes(file(2))));
  }

  @Test
  void theNewestIsGivenBackAsItWasSaved() {
    assertThat(store().latest()).isEmpty();
    store().save(after(1));
    assertThat(store().save(after(2))).isEqualTo(file(2)).exists();
    assertThat(store().latest().orElseThrow()).usingRecursiveComparison().isEqualTo(after(2));
  }

  @Test
  void onlyTheNewestAreKeptAndNothingElseLies() throws IOException {
    for (int i = 1; i <= 5; i++) {
      store().save(after(i));
    }
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      assertThat(files.sorted()).containsExactly(file(3), file(4), file(5));
    }
  }

  @Test
  void aRunThatBeginsAnewIsNotMixedWithTheOneBefore() throws IOException {
    for (int i = 7; i <= 9; i++) {
      store().save(after(i));
    }
    store().putAside();
    assertThat(store().latest()).isEmpty();
    store().save(after(1));
    assertThat(store().latest().orElseThrow().rounds()).isEqualTo(1);
    assertThat(folder.resolve("checkpoints/replaced/round-000009.ckpt")).exists();
    store().putAside();
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints/replaced"))) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("round-000001.ckpt");
    }
  }

  @Test
  void nothingOfItIsReadableWithoutTheKey() throws IOException {
    store().save(after(1));
    String bytes = Files.readString(file(1), StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain("run-1").doesNotContain("job-hash").doesNotContain("model\"");
  }

  @Test
  void aFlippedBitIsFoundWhereverItIs() throws IOException {
    saveTwoAndChangeTheSecond(b -> b);
    byte[] good = Files.readAllBytes(file(2));
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(file(2), bad);
      assertThat(failure().code())
          .isIn(ErrorCode.NOT_AUTHENTIC, ErrorCode.NOT_SUPPORTED, ErrorCode.KEY_NOT_RELEASED);
    }
    Files.write(file(2), good);
    assertThat(store().latest()).isPresent();
  }

  @Test
  void aDamagedNewestIsAnErrorThatNamesTheFileAndTheRemedy() throws IOException {
    saveTwoAndChangeTheSecond(
        b -> {
          b[b.length - 20] ^= 4;
          return b;
        });
    assertFault(SealFault.ALTERED);
    Files.delete(file(2));
    assertThat(store().latest().orElseThrow().rounds()).isEqualTo(1);
  }

  @Test
  void aCutOneIsAnError() throws IOException {
    saveTwoAndChangeTheSecond(b -> Arrays.copyOf(b, b.length - 1));
    assertFault(SealFault.CUT);
  }

  @Test
  void anOlderOneUnderTheNewestNameIsAnError() throws IOException {
    saveTwoAndChangeTheSecond(b -> b);
    Files.copy(file(1), file(2), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertFault(SealFault.WRONG_PLACE);
  }

  @Test
  void anotherKeyUnderTheSameNameIsAnError() throws IOException {
    saveTwoAndChangeTheSecond(b -> b);
    CheckpointStore other =
        new CheckpointStore(folder.resolve("checkpoints"), 3, new FixedKey("fra/checkpoints"));
    assertThatThrownBy(other::latest)
        .cause()
        .isInstanceOfSatisfying(
            SealException.class, e -> assertThat(e.fault()).isEqualTo(SealFault.WRONG_KEY));
  }

  @Test
  void anEmptyOrForeignFileIsAnError() throws IOException {
    saveTwoAndChangeTheSecond(b -> new byte[0]);
    assertThat(failure()).hasMessageContaining("does not begin as a checkpoint does");
    Files.writeString(file(2), "not a checkpoint at all");
    assertThat(failure()).hasMessageContaining("does not begin as a checkpoint does");
  }

  @Test
  void anotherVersionIsNamed() throws IOException {
    saveTwoAndChangeTheSecond(
        b -> {
          b[4] = 1;
          return b;
        });
    assertThat(failure())
        .hasMessageContaining("Unknown version 1 of the checkpoint")
        .hasMessageContaining("this program knows 2");
  }

  @Test
  void aCheckpointOfAnotherRunIsRefusedAndSaysWhatDiffers() {
    Checkpoint found = after(2);
    store().requireSame(found, identity);
    assertThatThrownBy(
            () ->
                store()
                    .requireSame(
                        found,
                        new Checkpoint.Identity(
                            "x", "manifest-hash", 7, 2, 1000, "{\"model\": 1}")))
        .hasMessageContaining("is of another job file: give the run an output folder of its own");
    assertThatThrownBy(
            () ->
                store()
                    .requireSame(found, new Checkpoint.Identity("job-hash", "y", 8, 3, 999, "{}")))
        .hasMessageContaining("is of another manifest, seed, workersPerSite, windowRows, model:");
  }

  @Test
  void aTemporaryFileOfACrashIsNoCheckpoint() throws IOException {
    store().save(after(1));
    Files.writeString(folder.resolve("checkpoints/.round-000002.ckpt.tmp"), "half");
    assertThat(store().latest().orElseThrow().rounds()).isEqualTo(1);
    store().save(after(2));
    assertThat(store().latest().orElseThrow().rounds()).isEqualTo(2);
  }
}
