package dev.bailiwick.sharding.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** Reads the partitions of a source and addresses each row to the files that it goes into. */
final class DealRows
    implements Function2<Integer, Iterator<InternalRow>, Iterator<Tuple2<DealKey, byte[]>>> {
  private static final long serialVersionUID = 1L;

  private final int number;
  private final GroupedSource source;
  private final int[] partitions;
  private final Line line;
  private final int[][] targetsOfCells;
  private final StructType schema;

  /**
   * @param number the place of the source among the sources
   * @param partitions the partitions of the source that are read, in order
   */
  DealRows(
      int number,
      GroupedSource source,
      int[] partitions,
      Line line,
      int[][] targetsOfCells,
      StructType schema) {
    this.number = number;
    this.source = source;
    this.partitions = partitions.clone();
    this.line = line;
    this.targetsOfCells = targetsOfCells.clone();
    this.schema = schema;
  }

  @Override
  public Iterator<Tuple2<DealKey, byte[]>> call(Integer index, Iterator<InternalRow> rows) {
    int partition = partitions[index];
    GroupedSource.Walk walk = source.walk(partition, rows);
    Line.Partition cells = line.at(number, partition);
    UnsafeProjection projection = UnsafeProjection.create(schema);
    return new Iterator<>() {
      private final Deque<Tuple2<DealKey, byte[]>> ready = new ArrayDeque<>();

      @Override
      public boolean hasNext() {
        while (ready.isEmpty() && walk.advance()) {
          if (walk.fault() != null) {
            // It had a place when it was measured. Its shard will miss a row, and say so.
            continue;
          }
          int[] targets = targetsOfCells[cells.cellOf(walk)];
          // A copy, since the projection and the reader reuse their buffers.
          byte[] bytes =
              targets.length == 0 ? new byte[0] : projection.apply(walk.row()).copy().getBytes();
          for (int target : targets) {
            ready.add(
                new Tuple2<>(
                    new DealKey(target, line.sortKey(walk), number, partition, walk.number()),
                    bytes));
          }
        }
        return !ready.isEmpty();
      }

      @Override
      public Tuple2<DealKey, byte[]> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.remove();
      }
    };
  }
}
