package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.ShardRange;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Not;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class ShardPrunerTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "n BIGINT, at TIMESTAMP, ntz TIMESTAMP_NTZ, day DATE, name STRING, lat DOUBLE");

  @Property(tries = 2000)
  void aShardWithARowThatPassesIsNeverLeftOut(@ForAll long seed) {
    Random random = new Random(seed);
    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      rows.add((long) random.nextInt(20) - 10);
    }
    ManifestShard shard =
        shard(
            new ShardRange(
                "n", Collections.min(rows).toString(), Collections.max(rows).toString()));
    Filter filter = filter(random, 3);
    boolean kept = !possible(shard, filter).isEmpty();
    if (rows.stream().anyMatch(row -> passes(filter, row))) {
      assertThat(kept).as("%s of %s", filter, rows).isTrue();
    }
  }

  @Test
  void shardsThatCannotHaveSuchARowAreLeftOut() {
    ManifestShard april =
        shard(
            new ShardRange("at", "2014-04-01T00:00:00Z", "2014-04-03T12:00:00.000001Z"),
            new ShardRange("ntz", "2014-04-01T00:00", "2014-04-03T12:00"),
            new ShardRange("day", "2014-04-01", "2014-04-03"),
            new ShardRange("name", "b", "d"),
            new ShardRange("lat", "40.5", "41.0"),
            new ShardRange("n", "-5", "7"));
    assertThat(possible(april, new GreaterThan("at", Timestamp.from(at("2014-04-04T00:00:00Z")))))
        .isEmpty();
    assertThat(possible(april, new LessThan("at", at("2014-03-31T00:00:00Z")))).isEmpty();
    assertThat(possible(april, new EqualTo("at", at("2014-04-03T12:00:00.000001Z")))).hasSize(1);
    assertThat(possible(april, new GreaterThan("ntz", LocalDateTime.parse("2014-04-04T00:00"))))
        .isEmpty();
    assertThat(possible(april, new LessThan("ntz", LocalDateTime.parse("2014-04-02T00:00"))))
        .hasSize(1);
    assertThat(possible(april, new GreaterThanOrEqual("day", LocalDate.parse("2014-04-04"))))
        .isEmpty();
    assertThat(possible(april, new EqualTo("day", java.sql.Date.valueOf("2014-04-03")))).hasSize(1);
    assertThat(possible(april, new EqualTo("name", "e"))).isEmpty();
    assertThat(possible(april, new EqualTo("name", "c"))).hasSize(1);
    assertThat(possible(april, new LessThanOrEqual("lat", 40.4))).isEmpty();
    assertThat(possible(april, new LessThanOrEqual("lat", 40.5))).hasSize(1);
    assertThat(possible(april, new In("n", new Object[] {-6L, 8L}))).isEmpty();
    assertThat(possible(april, new In("n", new Object[] {-6L, 0L}))).hasSize(1);
  }

  @Test
  void aCategoryIsFoundByAValueWithBlanksAroundIt() {
    ManifestShard disjoint = shard(new ShardRange("name", "b", "b"));
    assertThat(possible(disjoint, new EqualTo("name", " b\t"))).hasSize(1);
    assertThat(possible(disjoint, new In("name", new Object[] {"a", "b "}))).hasSize(1);
    assertThat(possible(disjoint, new EqualTo("name", " a"))).isEmpty();
    // " b" is less than "a".
    assertThat(possible(disjoint, new LessThan("name", "a"))).hasSize(1);
  }

  @Test
  void whatCannotBeToldIsKept() {
    ManifestShard shard = shard(new ShardRange("lat", "1.0", "2.0"), new ShardRange("n", "x", "y"));
    for (Filter filter :
        List.of(
            new EqualTo("lat", Double.NaN),
            new EqualTo("lat", "text"),
            new EqualTo("n", 5L),
            new EqualTo("gone", 5L),
            new IsNull("lat"),
            new EqualNullSafe("lat", null),
            new Not(new EqualTo("lat", 9.0)))) {
      assertThat(possible(shard, filter)).as("%s", filter).hasSize(1);
    }
    assertThat(possible(shard(new ShardRange("lat", "0.0", "2.0")), new EqualTo("lat", -0.0)))
        .hasSize(1);
    assertThat(possible(shard(), new EqualTo("lat", 9.0))).hasSize(1);
  }

  @Test
  void blanksAroundACategoryAreInItsRowsAndNotInItsRange() {
    ManifestShard shard = shard(new ShardRange("name", "A", "A"));
    // The row " A " is of the category A, and is less than "A".
    assertThat(possible(shard, new EqualTo("name", " A "))).hasSize(1);
    assertThat(possible(shard, new In("name", new Object[] {"B", " A "}))).hasSize(1);
    assertThat(possible(shard, new LessThan("name", " Z"))).hasSize(1);
    assertThat(possible(shard, new GreaterThan("name", "A "))).hasSize(1);
    assertThat(possible(shard, new EqualTo("name", " B "))).isEmpty();
  }

  @Test
  void aFieldOfAColumnIsNotAColumnOfThatName() {
    StructType odd = StructType.fromDDL("`a.b` BIGINT, a STRUCT<b: BIGINT>");
    ManifestShard shard = shard(new ShardRange("a.b", "1", "2"));
    Filter[] onField = {new EqualTo("a.b", 9L)};
    assertThat(new ShardPruner(odd).possible(List.of(shard), onField)).hasSize(1);
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private static List<ManifestShard> possible(ManifestShard shard, Filter filter) {
    return new ShardPruner(SCHEMA).possible(List.of(shard), new Filter[] {filter});
  }

  private static Filter filter(Random random, int depth) {
    long value = random.nextInt(24) - 12L;
    return switch (random.nextInt(depth == 0 ? 6 : 9)) {
      case 0 -> new EqualTo("n", value);
      case 1 -> new GreaterThan("n", value);
      case 2 -> new GreaterThanOrEqual("n", value);
      case 3 -> new LessThan("n", value);
      case 4 -> new LessThanOrEqual("n", value);
      case 5 -> new In("n", new Object[] {value, value + 3});
      case 6 -> new And(filter(random, depth - 1), filter(random, depth - 1));
      case 7 -> new Or(filter(random, depth - 1), filter(random, depth - 1));
      default -> new Not(filter(random, depth - 1));
    };
  }

  private static boolean passes(Filter filter, long n) {
    if (filter instanceof And f) {
      return passes(f.left(), n) && passes(f.right(), n);
    } else if (filter instanceof Or f) {
      return passes(f.left(), n) || passes(f.right(), n);
    } else if (filter instanceof Not f) {
      return !passes(f.child(), n);
    } else if (filter instanceof EqualTo f) {
      return n == (long) f.value();
    } else if (filter instanceof GreaterThan f) {
      return n > (long) f.value();
    } else if (filter instanceof GreaterThanOrEqual f) {
      return n >= (long) f.value();
    } else if (filter instanceof LessThan f) {
      return n < (long) f.value();
    } else if (filter instanceof LessThanOrEqual f) {
      return n <= (long) f.value();
    }
    return Arrays.stream(((In) filter).values()).anyMatch(v -> n == (long) v);
  }

  private static ManifestShard shard(ShardRange... ranges) {
    return new ManifestShard(
        "shard-0001",
        "train",
        "",
        "",
        List.of("DE"),
        Map.of("raw", List.of("fra"), "intermediate", List.of("fra")),
        10,
        List.of(ranges),
        new ShardCopy("fra", URI.create("file:///a"), 1, 1, "00", "fra/people", 1),
        List.of(),
        List.of());
  }
}
