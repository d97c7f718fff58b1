package dev.bailiwick.spark;

import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Runs in executors: counts rows, and those that are at a site where they may not be. */
final class RowCheck implements VoidFunction<Iterator<Row>> {
  private static final long serialVersionUID = 1L;

  static final Map<String, String> RAW =
      Map.of("fra", "fra", "iad", "fra iad", "nrt", "nrt", "private", "nrt");
  static final Map<String, String> INTERMEDIATE =
      Map.of("fra", "fra", "iad", "fra iad", "nrt", "fra nrt", "private", "nrt");

  private final Map<String, String> permitted;
  private final LongAccumulator rows;
  private final LongAccumulator misplaced;

  RowCheck(Map<String, String> permitted, LongAccumulator rows, LongAccumulator misplaced) {
    this.permitted = permitted;
    this.rows = rows;
    this.misplaced = misplaced;
  }

  @Override
  public void call(Iterator<Row> partition) {
    String site = SiteRuntime.get().site();
    while (partition.hasNext()) {
      String origin = partition.next().getString(0);
      rows.add(1);
      if (!permitted.get(origin).contains(site)) {
        misplaced.add(1);
      }
    }
  }
}
