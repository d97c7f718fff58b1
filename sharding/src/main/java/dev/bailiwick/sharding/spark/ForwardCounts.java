package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Sources split forward in time: of all rows of a known law, wherever they lie, the latest are for
 * testing. Rows at one instant are on one side, so the part is as large as asked for, or larger by
 * the rows of that instant.
 */
public final class ForwardCounts {
  private final List<CountedSource> counted;
  private final String from;

  private ForwardCounts(List<CountedSource> counted, String from) {
    this.counted = List.copyOf(counted);
    this.from = from;
  }

  /**
   * Finds the instant, by passes that move no row, and counts again.
   *
   * @param sources as counted without a split
   * @param knownLaws the values of the jurisdiction column whose law is known
   * @param column the time
   * @param part of the rows that shall be for testing, between 0 and 1
   * @throws BailiwickException BAD_DATA if rows have no time, or all rows are at or after the
   *     instant
   */
  public static ForwardCounts of(
      SparkSession spark,
      List<CountedSource> sources,
      Collection<String> knownLaws,
      String column,
      double part) {
    SourceRows any = sources.get(0).source();
    ValueColumn time = ValueColumn.time(any.name(), any.schema(), column);
    SourceScan scan =
        new SourceScan(
            spark, sources, List.of(RowGroup.ofLaws(knownLaws)), new RowOrder.Time(time));
    Extents extents = Extents.of(scan);
    long rows = extents.rows(0);
    long first = rows - Math.max(1, Math.round(part * rows));
    if (first < 1) {
      throw noneBefore(column, rows);
    }
    Cut cut = RankSearch.find(scan, extents, List.of(new long[] {first})).get(0).get(0);
    if (cut.key() <= extents.min(0)) {
      throw noneBefore(column, rows);
    }
    ForwardSplit split = new ForwardSplit(time, cut.key());
    List<CountedSource> counted = new ArrayList<>();
    for (CountedSource source : sources) {
      SourceRows of = source.source();
      counted.add(SourceCounter.count(of.with(of.sorter().with(split))));
    }
    return new ForwardCounts(counted, time.text(cut.key()));
  }

  private static BailiwickException noneBefore(String column, long rows) {
    return new BailiwickException(
        ErrorCode.BAD_DATA,
        String.format(
            "The latest of %,d rows by '%s' cannot be held out for testing: no row is before them;"
                + " a smaller holdout, or another column, leaves rows to train on",
            rows, column));
  }

  /** The sources, counted with the split. */
  public List<CountedSource> counted() {
    return counted;
  }

  /** The instant: rows at or after it are for testing. */
  public String from() {
    return from;
  }
}
