package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Strata cut into shards: for each shard its stratum, its first row there and how many it has.
 *
 * <p>Arrays, not objects: there may be millions, and the placement works on them.
 */
final class Cut {
  private static final long MOST_SHARDS = 10_000_000;

  final int[] stratum;
  final long[] first;
  final long[] rows;

  private Cut(int shards) {
    stratum = new int[shards];
    first = new long[shards];
    rows = new long[shards];
  }

  int shards() {
    return rows.length;
  }

  /**
   * Cuts.
   *
   * @param target the most rows that a shard should have
   * @param given for some strata by index, how many rows each of their shards has; 0 for none
   */
  static Cut of(List<StratumRows> strata, long target, Map<Integer, List<Long>> given) {
    long shards = 0;
    for (StratumRows s : strata) {
      List<Long> sizes = given.get(s.stratum().index());
      shards +=
          sizes == null
              ? Sizes.cut(s.rows(), target).shards()
              : sizes.stream().filter(size -> size > 0).count();
    }
    if (shards > MOST_SHARDS) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "rowsPerShard is %,d, which would make %,d shards; at most %,d are planned: raise it"
              .formatted(target, shards, MOST_SHARDS));
    }
    Cut cut = new Cut((int) shards);
    int next = 0;
    for (StratumRows s : strata) {
      next = cut.add(next, s, target, given.get(s.stratum().index()));
    }
    return cut;
  }

  private int add(int next, StratumRows s, long target, @Nullable List<Long> given) {
    Sizes equal = Sizes.cut(s.rows(), target);
    LongStream sizes =
        given == null
            ? LongStream.range(0, equal.shards()).map(equal::of)
            : requireAll(s, given).stream().mapToLong(Long::longValue).filter(size -> size > 0);
    int shard = next;
    long row = 0;
    for (long size : sizes.toArray()) {
      stratum[shard] = s.stratum().index();
      first[shard] = row;
      rows[shard] = size;
      row += size;
      shard++;
    }
    return shard;
  }

  private static List<Long> requireAll(StratumRows s, List<Long> given) {
    long sum = given.stream().mapToLong(Long::longValue).sum();
    if (sum != s.rows() || given.stream().anyMatch(size -> size < 0)) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "Stratum %d has %,d rows, but its shards were found to have %,d: did a source change?"
              .formatted(s.stratum().index(), s.rows(), sum));
    }
    return given;
  }
}
