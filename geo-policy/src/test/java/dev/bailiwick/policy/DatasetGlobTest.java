package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetGlobTest {
  @ParameterizedTest
  @CsvSource({
    "s3a://klinik/cardio/**, s3a://klinik/cardio/2026/a.parquet",
    "s3a://klinik/cardio/**, s3a://klinik/cardio",
    "s3a://klinik/cardio/**, s3a://klinik/cardio/",
    "s3a://klinik/cardio/**, S3A://Klinik//cardio/./a",
    "s3a://klinik/cardio/**, s3://klinik/cardio/a",
    "s3a://klinik/cardio/**, s3n://klinik/cardio/a",
    "s3a://klinik/cardio/**, s3a://klinik/open/../cardio/a",
    "s3a://klinik/cardio/**, s3a://klinik/open/%2e%2e/cardio/a",
    "s3a://klinik/cardio/**, s3a://klinik/open%2F..%2Fcardio/a",
    "s3a://klinik/cardio/**, s3a://klinik/../../cardio/a",
    "s3a://klinik/cardio/**, s3a://klinik/%63ardio/a",
    "s3a://klinik/caf%C3%A9/*, s3a://klinik/café/a",
    "file:/data/*.csv, file:///data/a.csv",
    "file:///data/*.csv, file:/data/a.csv",
    "file:///data/*.csv, file://localhost/data/a.csv",
    "file:///data/*.csv, /data/a.csv",
    "/data/*.csv, file:/data/a.csv",
    "**/adult-*.csv, file:/somewhere/adult-train.csv",
    "**, jdbc:postgresql://host/db",
    "s3a://a/**/x/*, s3a://a/b/c/x/y",
    "s3a://a/**/x/*, s3a://a/x/y",
    "s3a://a/b%/*, s3a://a/b%/c",
  })
  void matches(String glob, String uri) {
    assertThat(DatasetGlob.problem(glob)).isEmpty();
    assertThat(DatasetGlob.of(glob).matches(uri)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://klinik/cardio/**, s3a://klinik/cardiology/a",
    "s3a://klinik/cardio/**, s3a://klinik/cardio/../open/a",
    "s3a://klinik/cardio/**, s3a://klinik/cardio/%2e%2e/open/a",
    "s3a://klinik/cardio/**, s3a://other/cardio/a",
    "s3a://klinik/cardio/**, hdfs://klinik/cardio/a",
    "s3a://klinik/cardio/**, s3a://klinik/Cardio/a",
    "s3a://klinik/cardio/**, s3a://klinik/%2563ardio/a",
    "s3a://klinik/*, s3a://klinik/a/b",
    "s3a://klinik/*, s3a://klinik",
    "file:/data/*.csv, file:/data/a.csv.gz",
    "s3a://a/**/x/*, s3a://a/b/x",
  })
  void doesNotMatch(String glob, String uri) {
    assertThat(DatasetGlob.problem(glob)).isEmpty();
    assertThat(DatasetGlob.of(glob).matches(uri)).isFalse();
  }

  @Test
  @Timeout(5)
  void aHostilePatternCostsNoMoreThanItsLength() {
    DatasetGlob stars = DatasetGlob.of("s3a://a/" + "**/a/".repeat(200) + "*a".repeat(10) + "b");

    assertThat(stars.matches("s3a://a/" + "a/".repeat(2000) + "a".repeat(10_000))).isFalse();
  }
}
