package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the rows of a site are trained: endless, epoch after epoch without a gap.
 *
 * <p>Guarantee: it is a pure function of the shards (ids and rows), the window, the seed and the
 * name; not of the order in which the shards are listed, of workers, executors, memory, or of what
 * was asked before. Every epoch is a permutation of all rows.
 *
 * <p>In an epoch the shards come in an order drawn for it, and are taken together in windows: as
 * many as are needed for at least {@code windowRows} rows. The rows of a window are permuted as a
 * whole. So only the shards of a window need to be in memory, and rows of shards of different
 * windows are as far apart as their windows. If all rows fit in one window, an epoch is a
 * permutation of all rows without that limit.
 *
 * <p>Holds a number for each row of one window. Not thread-safe.
 */
public final class EpochOrder {
  private final List<Part> parts;
  private final long windowRows;
  private final long seed;
  private final String name;
  private final long rows;
  private final Map<Long, List<Window>> plans = new HashMap<>();
  private @Nullable Window window;
  private int[] rowsOfWindow = new int[0];
  private int[] starts = new int[0];

  /**
   * A shard.
   *
   * @param id names it
   * @param rows that it has, 0 to 2^31 - 1
   */
  public record Part(String id, long rows) {}

  /**
   * Shards whose rows are mixed.
   *
   * @param epoch from 0
   * @param first place of its first row in the endless order
   * @param rows in all
   * @param shards their ids, sorted
   */
  public record Window(long epoch, long first, int rows, List<String> shards) {
    /** Whether a place lies in it. */
    boolean has(long place) {
      return place >= first && place < end();
    }

    /** The place behind its last row. */
    public long end() {
      return first + rows;
    }
  }

  /**
   * A row.
   *
   * @param shard index in {@link Window#shards()} of the window of its place
   * @param row in that shard
   */
  public record Row(int shard, int row) {}

  /**
   * An order.
   *
   * @param shards in any order; together at least one row
   * @param windowRows a window is full when it has so many rows, at least 1
   * @param seed of the run
   * @param name whose order it is: sites have different ones
   */
  public EpochOrder(List<Part> shards, long windowRows, long seed, String name) {
    if (windowRows < 1) {
      throw new IllegalArgumentException("found %d rows a window".formatted(windowRows));
    }
    for (Part p : shards) {
      if (p.rows() < 0 || p.rows() > Integer.MAX_VALUE) {
        throw new BailiwickException(
            ErrorCode.BAD_DATA,
            "shard %s has %d rows, expected 0 to %d: write smaller shards"
                .formatted(p.id(), p.rows(), Integer.MAX_VALUE));
      }
    }
    this.parts =
        shards.stream().filter(p -> p.rows() > 0).sorted(Comparator.comparing(Part::id)).toList();
    this.windowRows = windowRows;
    this.seed = seed;
    this.name = name;
    this.rows = parts.stream().mapToLong(Part::rows).sum();
    if (rows == 0) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "%s has 0 rows, expected at least 1: give it other shards".formatted(name));
    }
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).id().equals(parts.get(i - 1).id())) {
        throw new IllegalArgumentException("two shards are named " + parts.get(i).id());
      }
    }
  }

  /** Distinct rows: the length of an epoch. */
  public long rows() {
    return rows;
  }

  /** The windows of an epoch, in their order. */
  public List<Window> windows(long epoch) {
    List<Window> known = plans.get(epoch);
    if (known == null) {
      // A round may look back and ahead, no further than that.
      plans.keySet().removeIf(e -> Math.abs(e - epoch) > 1);
      known = plan(epoch);
      plans.put(epoch, known);
    }
    return known;
  }

  /** The window that a place of the endless order lies in. */
  public Window windowAt(long place) {
    if (window != null && window.has(place)) {
      return window;
    }
    List<Window> windows = windows(Math.floorDiv(place, rows));
    int low = 0;
    int high = windows.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (windows.get(middle).first() <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return windows.get(low);
  }

  /** The row at a place of the endless order. */
  public Row rowAt(long place) {
    Window at = window;
    if (at == null || !at.has(place)) {
      at = windowAt(place);
      enter(at);
    }
    int row = rowsOfWindow[(int) (place - at.first())];
    int found = Arrays.binarySearch(starts, row);
    int shard = found >= 0 ? found : -found - 2;
    return new Row(shard, row - starts[shard]);
  }

  /** Where the window begins that has this shard in an epoch; the shard has rows. */
  public long firstUse(String shard, long epoch) {
    for (Window w : windows(epoch)) {
      if (w.shards().contains(shard)) {
        return w.first();
      }
    }
    throw new IllegalArgumentException(name + " has no rows of the shard " + shard);
  }

  private List<Window> plan(long epoch) {
    int[] order = identity(parts.size());
    shuffle(order, order.length, new SplitMix(SplitMix.derive(seed, name + " shards", epoch)));
    List<Window> windows = new ArrayList<>();
    long first = Math.multiplyExact(epoch, rows);
    List<String> taken = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < order.length; i++) {
      Part part = parts.get(order[i]);
      taken.add(part.id());
      sum += part.rows();
      if (sum >= windowRows || i == order.length - 1) {
        if (sum > Integer.MAX_VALUE) {
          throw new BailiwickException(
              ErrorCode.BAD_DATA,
              "a window of %s has %d rows, expected at most %d: lower training.windowRows"
                  .formatted(name, sum, Integer.MAX_VALUE));
        }
        windows.add(new Window(epoch, first, (int) sum, taken.stream().sorted().toList()));
        first += sum;
        taken.clear();
        sum = 0;
      }
    }
    return List.copyOf(windows);
  }

  private void enter(Window next) {
    int index = windows(next.epoch()).indexOf(next);
    Map<String, Long> rowsOf = new HashMap<>();
    parts.forEach(p -> rowsOf.put(p.id(), p.rows()));
    starts = new int[next.shards().size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + rowsOf.getOrDefault(next.shards().get(i - 1), 0L).intValue();
    }
    if (rowsOfWindow.length < next.rows()) {
      rowsOfWindow = new int[next.rows()];
    }
    for (int i = 0; i < next.rows(); i++) {
      rowsOfWindow[i] = i;
    }
    // One number for each window of each epoch; that of an epoch's first window is the epoch.
    long number = next.epoch() + ((long) index << 40);
    shuffle(rowsOfWindow, next.rows(), new SplitMix(SplitMix.derive(seed, name, number)));
    window = next;
  }

  private static int[] identity(int length) {
    int[] out = new int[length];
    for (int i = 0; i < length; i++) {
      out[i] = i;
    }
    return out;
  }

  /** Fisher-Yates over the first numbers. */
  private static void shuffle(int[] numbers, int count, SplitMix random) {
    for (int i = count - 1; i > 0; i--) {
      int j = random.below(i + 1);
      int swap = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swap;
    }
  }
}
