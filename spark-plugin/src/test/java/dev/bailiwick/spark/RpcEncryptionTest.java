package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RpcEncryptionTest {
  private static final String CLUSTER = "spark://127.0.0.1:7077";

  private static SparkConf good() {
    SparkConf conf = new SparkConf(false);
    RpcEncryption.settings().forEach(conf::set);
    return conf;
  }

  @ParameterizedTest
  @CsvSource({
    "spark.authenticate, false",
    "spark.network.crypto.enabled, false",
    "spark.network.crypto.cipher, AES/CTR/NoPadding",
    "spark.network.crypto.authEngineVersion, 1",
    "spark.network.crypto.saslFallback, true",
    "spark.ssl.rpc.enabled, true",
  })
  void aWeakerChannelIsRefusedWithWhatToDo(String key, String value) {
    SparkConf conf = good().set(key, value);
    assertThatThrownBy(() -> RpcEncryption.check(conf, CLUSTER))
        .hasMessageContaining(key + " is " + value)
        .hasMessageContaining("--conf spark.network.crypto.cipher=AES/GCM/NoPadding")
        .hasMessageContaining("_SPARK_AUTH_SECRET");
    assertThatThrownBy(() -> RpcEncryption.checkExecutor(conf)).hasMessageContaining(key);
  }

  @Test
  void nothingSetIsRefusedEachByName() {
    for (String key : RpcEncryption.settings().keySet()) {
      assertThatThrownBy(() -> RpcEncryption.check(new SparkConf(false), "yarn"))
          .hasMessageContaining(key + " is not set");
    }
  }

  @Test
  void whatIsRequiredIsEnough() {
    assertThatCode(() -> RpcEncryption.check(good(), CLUSTER)).doesNotThrowAnyException();
    assertThatCode(() -> RpcEncryption.checkExecutor(good())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[2]", "local[*]", "local[2, 3]"})
  void oneProcessNeedsNoneOfIt(String master) {
    assertThat(RpcEncryption.isNeedless(master)).isTrue();
    assertThatCode(() -> RpcEncryption.check(new SparkConf(false), master))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local-cluster[2,1,1024]", "yarn", "k8s://https://h:6443", CLUSTER})
  void everyOtherMasterNeedsIt(String master) {
    assertThat(RpcEncryption.isNeedless(master)).isFalse();
  }

  @Test
  void anApplicationWithoutItDoesNotStart(@TempDir Path dir) throws Exception {
    SparkConf conf = TestSites.in(dir).conf("local-cluster[1,1,512]", "fra");
    assertThatThrownBy(() -> new SparkContext(conf))
        .hasMessageContaining("Bailiwick does not start on local-cluster[1,1,512]")
        .hasMessageContaining("spark.authenticate is not set");
    assertThat(Map.copyOf(RpcEncryption.settings())).hasSize(5);
  }

  /** As it was until SPARK-56227 was mended: one decrypter for all messages of a channel. */
  @SuppressWarnings({"UnusedVariable", "unused"})
  private static final class OneMessage {
    private final Object decrypter = "";
  }

  @Test
  void aSparkWhoseChannelsLoseMessagesIsRefused() {
    assertThatThrownBy(() -> RpcEncryption.checkChannel(Optional.of(OneMessage.class)))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("SPARK-56227")
        .hasMessageContaining("Use Spark 4.1.3");
    RpcEncryption.checkChannel(Optional.of(String.class));
    RpcEncryption.checkChannel(Optional.empty());
  }
}
