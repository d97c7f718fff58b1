package dev.bailiwick.shuffle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShuffleSettingsTest {
  @Test
  void theMapOutputIsPutInPlaceOnceAndAgain() {
    SparkConf conf = new SparkConf(false);
    ShuffleSettings.checkAndComplete(conf);
    ShuffleSettings.checkAndComplete(conf); // an executor gets the driver's settings
    assertThat(conf.get("spark.shuffle.sort.io.plugin.class"))
        .isEqualTo("dev.bailiwick.shuffle.internal.SealedShuffleDataIO");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.shuffle.useOldFetchProtocol, true, SETTING_LEAKS",
    "spark.shuffle.push.enabled, TRUE, SETTING_LEAKS",
    "spark.shuffle.service.fetch.rdd.enabled, true, SETTING_LEAKS",
    "spark.shuffle.detectCorrupt, false, SETTING_LEAKS",
    "spark.shuffle.sort.io.plugin.class, org.example.RemoteIO, NOT_SUPPORTED",
  })
  void aSettingThatContradictsTheGuaranteesIsRefusedByName(
      String key, String value, ErrorCode code) {
    assertThatThrownBy(() -> ShuffleSettings.checkAndComplete(new SparkConf(false).set(key, value)))
        .isInstanceOfSatisfying(BailiwickException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageStartingWith(key + "=" + value)
        .hasMessageEndingWith("Remove the setting.");
  }

  @Test
  void theOppositeValuesAreFine() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.shuffle.useOldFetchProtocol", "false")
            .set("spark.shuffle.detectCorrupt", "true");
    assertThat(ShuffleSettings.checkAndComplete(conf)).isSameAs(conf);
  }
}
