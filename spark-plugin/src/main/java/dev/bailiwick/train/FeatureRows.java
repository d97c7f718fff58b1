package dev.bailiwick.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of one shard as floats outside the heap, {@code [rows, width]}, with their labels.
 *
 * <p>Grows by blocks and copies nothing when it grows; no object is made for a row. One thread
 * fills it; afterwards any number may read.
 */
public final class FeatureRows {
  private static final int BLOCK_FLOATS = 1 << 16;
  private static final BlockPool POOL = new BlockPool();

  private final int width;
  private final int classes;
  private final int rowsPerBlock;
  private final List<FloatBuffer> blocks = new ArrayList<>();
  private int[] labels = new int[256];
  private int rows;

  /**
   * Empty rows.
   *
   * @param width numbers in a row
   * @param classes labels are 0 to below this
   */
  public FeatureRows(int width, int classes) {
    if (width < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "found width %d and %d classes, expected at least 1 and 2".formatted(width, classes));
    }
    this.width = width;
    this.classes = classes;
    this.rowsPerBlock = rowsPerBlock(width);
  }

  /** Bytes that so many rows will hold outside the heap. */
  public static long bytesFor(long rows, int width) {
    long perBlock = rowsPerBlock(width);
    return (rows + perBlock - 1) / perBlock * perBlock * width * Float.BYTES;
  }

  /** Gives memory that {@link #recycle} kept back to the process. */
  public static void forgetRecycled() {
    POOL.clear();
  }

  private static int rowsPerBlock(int width) {
    return Math.max(1, BLOCK_FLOATS / width);
  }

  /** Numbers in a row. */
  public int width() {
    return width;
  }

  /** Classes of the label. */
  public int classes() {
    return classes;
  }

  /** Rows so far. */
  public int rows() {
    return rows;
  }

  /** Bytes held outside the heap. */
  public long bytes() {
    return (long) blocks.size() * rowsPerBlock * width * Float.BYTES;
  }

  /**
   * Appends a copy of a row.
   *
   * @param features exactly {@link #width()} finite numbers
   * @param label 0 to below {@link #classes()}
   * @throws IllegalArgumentException with the place, never the value, of what does not fit
   */
  public void add(float[] features, int label) {
    if (features.length != width) {
      throw new IllegalArgumentException(
          "row %d has %d features, expected %d".formatted(rows, features.length, width));
    }
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "row %d has a label outside 0 to %d".formatted(rows, classes - 1));
    }
    for (int i = 0; i < width; i++) {
      if (!Float.isFinite(features[i])) {
        throw new IllegalArgumentException(
            "row %d has a feature that is not a finite number, at position %d".formatted(rows, i));
      }
    }
    append(features, new int[] {label}, 1);
  }

  /**
   * Appends copies of several rows: all of them, or none if one does not fit.
   *
   * @param features {@code [count, width]} finite numbers, row after row; may be longer
   * @param labels 0 to below {@link #classes()}, one a row; may be longer
   * @param count how many rows
   * @throws IllegalArgumentException with the place, never the value, of what does not fit
   */
  public void add(float[] features, int[] labels, int count) {
    for (int i = 0; i < count; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "row %d has a label outside 0 to %d".formatted(rows + i, classes - 1));
      }
    }
    for (int i = 0; i < count * width; i++) {
      if (!Float.isFinite(features[i])) {
        throw new IllegalArgumentException(
            "row %d has a feature that is not a finite number, at position %d"
                .formatted(rows + i / width, i % width));
      }
    }
    append(features, labels, count);
  }

  private void append(float[] features, int[] labels, int count) {
    if (rows + count > this.labels.length) {
      this.labels = Arrays.copyOf(this.labels, Math.max(rows + count, 2 * this.labels.length));
    }
    System.arraycopy(labels, 0, this.labels, rows, count);
    for (int done = 0; done < count; ) {
      if (rows == blocks.size() * rowsPerBlock) {
        blocks.add(POOL.take(rowsPerBlock * width));
      }
      int at = rows % rowsPerBlock;
      int some = Math.min(count - done, rowsPerBlock - at);
      blocks.get(rows / rowsPerBlock).put(at * width, features, done * width, some * width);
      done += some;
      rows += some;
    }
  }

  /** Overwrites every row with zeros and forgets them. Nobody may be reading. */
  public void wipe() {
    for (FloatBuffer block : blocks) {
      block.put(0, new float[block.capacity()]);
    }
    blocks.clear();
    Arrays.fill(labels, 0);
    rows = 0;
  }

  /**
   * As {@link #wipe}, and keeps the memory for the next rows of the same width. A direct buffer
   * goes back to the process only when the collector finds it: who holds to a limit cannot wait for
   * that.
   */
  public void recycle() {
    List<FloatBuffer> free = List.copyOf(blocks);
    wipe();
    free.forEach(POOL::give);
  }

  int label(int row) {
    return labels[row];
  }

  /** Copies a row into {@code target} from {@code position} on. */
  void copy(int row, FloatBuffer target, int position) {
    target.put(position, blocks.get(row / rowsPerBlock), row % rowsPerBlock * width, width);
  }
}
