package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Who asks for columns says which, and nothing else of them. */
final class ShardScanBuilderTest {
  private static final StructType WHOLE =
      StructType.fromDDL(
          "id BIGINT NOT NULL, note STRING, at STRUCT<x: INT, y: INT NOT NULL>,"
              + " visits ARRAY<STRUCT<day: DATE, cost: DOUBLE>>, marks MAP<STRING, STRUCT<a: INT, b: INT>>");

  private static StructType read(String wanted) {
    ShardScanBuilder builder = new ShardScanBuilder("people", List.of(), WHOLE);
    builder.pruneColumns(StructType.fromDDL(wanted));
    return builder.build().readSchema();
  }

  @Test
  void aColumnIsNeverNullOnlyIfTheManifestSaysSo() {
    assertThat(read("note STRING NOT NULL, id BIGINT"))
        .isEqualTo(StructType.fromDDL("note STRING, id BIGINT NOT NULL"));
  }

  @Test
  void partsOfNestedColumnsAreAsTheManifestSays() {
    assertThat(
            read(
                "at STRUCT<y: INT> NOT NULL, visits ARRAY<STRUCT<cost: DOUBLE NOT NULL>>,"
                    + " marks MAP<STRING, STRUCT<b: INT NOT NULL>>"))
        .isEqualTo(
            StructType.fromDDL(
                "at STRUCT<y: INT NOT NULL>, visits ARRAY<STRUCT<cost: DOUBLE>>,"
                    + " marks MAP<STRING, STRUCT<b: INT>>"));
  }

  @Test
  void typesAreTheManifests() {
    assertThat(read("note BINARY")).isEqualTo(StructType.fromDDL("note STRING"));
  }

  @Test
  void anUnknownColumnIsRefused() {
    assertThatThrownBy(() -> read("iban STRING"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("FIELD_NOT_FOUND", "iban", "visits");
  }
}
