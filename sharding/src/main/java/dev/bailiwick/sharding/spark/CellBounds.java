package dev.bailiwick.sharding.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** What lies in each cell of each line: how many rows, and the bounds of their claimed columns. */
final class CellBounds implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[][] rows;
  private final long[][][] min;
  private final long[][][] max;

  private CellBounds(Line[] lines, int claims) {
    rows = new long[lines.length][];
    min = new long[lines.length][][];
    max = new long[lines.length][][];
    for (int g = 0; g < lines.length; g++) {
      int cells = lines[g].cells();
      rows[g] = new long[cells];
      min[g] = new long[cells][claims];
      max[g] = new long[cells][claims];
      for (int c = 0; c < cells; c++) {
        Arrays.fill(min[g][c], Long.MAX_VALUE);
        Arrays.fill(max[g][c], Long.MIN_VALUE);
      }
    }
  }

  /** One pass over all rows. */
  static CellBounds of(SourceScan scan, List<? extends Line> lines) {
    Line[] all = lines.toArray(Line[]::new);
    ValueColumn[] claims = scan.order().claims().toArray(ValueColumn[]::new);
    return scan.sum(
        (source, partition, walk) -> {
          CellBounds bounds = new CellBounds(all, claims.length);
          Line.Partition[] at = new Line.Partition[all.length];
          Arrays.setAll(at, g -> all[g].at(source, partition));
          while (walk.advance()) {
            if (walk.fault() == null) {
              int g = walk.group();
              bounds.add(g, at[g].cellOf(walk), walk.row(), claims);
            }
          }
          return bounds;
        },
        CellBounds::plus);
  }

  private void add(int group, int cell, InternalRow row, ValueColumn[] claims) {
    rows[group][cell]++;
    for (int c = 0; c < claims.length; c++) {
      long value = claims[c].value(row);
      min[group][cell][c] = Math.min(min[group][cell][c], value);
      max[group][cell][c] = Math.max(max[group][cell][c], value);
    }
  }

  private CellBounds plus(CellBounds other) {
    for (int g = 0; g < rows.length; g++) {
      for (int cell = 0; cell < rows[g].length; cell++) {
        rows[g][cell] += other.rows[g][cell];
        for (int c = 0; c < min[g][cell].length; c++) {
          min[g][cell][c] = Math.min(min[g][cell][c], other.min[g][cell][c]);
          max[g][cell][c] = Math.max(max[g][cell][c], other.max[g][cell][c]);
        }
      }
    }
    return this;
  }

  long rows(int group, int[] cells) {
    return Arrays.stream(cells).mapToLong(cell -> rows[group][cell]).sum();
  }

  long[] min(int group, int[] cells, int claims) {
    long[] least = new long[claims];
    Arrays.setAll(
        least, c -> Arrays.stream(cells).mapToLong(x -> min[group][x][c]).min().orElseThrow());
    return least;
  }

  long[] max(int group, int[] cells, int claims) {
    long[] most = new long[claims];
    Arrays.setAll(
        most, c -> Arrays.stream(cells).mapToLong(x -> max[group][x][c]).max().orElseThrow());
    return most;
  }
}
