package dev.bailiwick.shuffle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.SealException;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerManager;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.TempLocalBlockId;
import org.apache.spark.storage.TempShuffleBlockId;
import org.junit.jupiter.api.Test;

final class SparkEnvSealTest {
  private static final byte[] ROWS =
      "rows that spill, and spill again".getBytes(StandardCharsets.UTF_8);

  @Test
  void withoutASparkEnvironmentNothingStarts() {
    assertThat(SparkEnv.get()).isNull();
    assertThatThrownBy(SparkEnvSeal::apply)
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GUARD_MISSING))
        .hasMessageContaining("Use Spark 4.1.x");
  }

  @Test
  void bothManagersSealTemporaryFilesAndReadEachOthers() throws IOException {
    try (SparkWithSeal spark = new SparkWithSeal()) {
      SerializerManager tasks = spark.env.serializerManager();
      SerializerManager staging = spark.env.blockManager().serializerManager();
      assertThat(tasks.encryptionEnabled()).isFalse();
      assertThat(staging.encryptionEnabled()).isTrue();

      BlockId spill = new TempLocalBlockId(UUID.randomUUID());
      byte[] sealed = write(staging, spill);
      assertThat(sealed).hasSizeGreaterThan(ROWS.length);
      assertThat(read(tasks, spill, sealed)).isEqualTo(ROWS);

      BlockId staged = new TempShuffleBlockId(UUID.randomUUID());
      byte[] output = write(staging, staged);
      assertThat(staging.wrapForEncryption(new ByteArrayInputStream(output)).readAllBytes())
          .isEqualTo(ROWS);
    }
  }

  @Test
  void aSpillFileUnderAnotherNameOrWithAnotherByteDoesNotOpen() throws IOException {
    try (SparkWithSeal spark = new SparkWithSeal()) {
      SerializerManager tasks = spark.env.serializerManager();
      BlockId spill = new TempLocalBlockId(UUID.randomUUID());
      byte[] sealed = write(tasks, spill);

      assertThatThrownBy(() -> read(tasks, new TempLocalBlockId(UUID.randomUUID()), sealed))
          .isInstanceOf(SealException.class)
          .hasMessageContaining("sealed for another place");
      sealed[sealed.length - 1] ^= 1;
      assertThatThrownBy(() -> read(tasks, spill, sealed))
          .isInstanceOf(SealException.class)
          .hasMessageContaining("was altered");
    }
  }

  private static byte[] write(SerializerManager manager, BlockId id) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out = manager.wrapStream(id, file)) {
      out.write(ROWS);
    }
    return file.toByteArray();
  }

  private static byte[] read(SerializerManager manager, BlockId id, byte[] file)
      throws IOException {
    try (InputStream in = manager.wrapStream(id, new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static final class SparkWithSeal implements AutoCloseable {
    private final SparkContext context =
        new SparkContext(
            new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("seal")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "WARN")
                .set("spark.shuffle.compress", "false")
                .set("spark.shuffle.spill.compress", "false")
                .set("spark.shuffle.manager", "dev.bailiwick.shuffle.SealedShuffleManager"));
    private final SparkEnv env = SparkEnv.get();

    @Override
    public void close() {
      context.stop();
    }
  }
}
