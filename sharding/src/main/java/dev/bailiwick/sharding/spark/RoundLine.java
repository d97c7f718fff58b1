package dev.bailiwick.sharding.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Rows by category, dealt out like cards: the first to the first cell, the next to the next, and
 * round again. So each cell has each category in its proportion, to one row.
 */
final class RoundLine extends Line {
  private static final long serialVersionUID = 1L;

  private final int[] turn;
  private final RowSorter[] sorters;

  /** For each source and partition: the categories there, and the rank of their first row. */
  private final String[][][] categories;

  private final long[][][] ranks;

  private RoundLine(int[] turn, RowSorter[] sorters, String[][][] categories, long[][][] ranks) {
    this.turn = turn;
    this.sorters = sorters;
    this.categories = categories;
    this.ranks = ranks;
  }

  /**
   * A line of one group.
   *
   * @param sizes how many rows each cell takes; they differ by one at most
   */
  static RoundLine of(List<CountedSource> sources, RowGroup group, List<Long> sizes) {
    int n = sources.size();
    String[][][] categories = new String[n][][];
    long[][][] ranks = new long[n][][];
    TreeSet<String> all = new TreeSet<>();
    for (int s = 0; s < n; s++) {
      int partitions = sources.get(s).partitions();
      categories[s] = new String[partitions][0];
      ranks[s] = new long[partitions][0];
      if (group.isAt(sources.get(s).source().site())) {
        all.addAll(sources.get(s).categoriesOf(group));
      }
    }
    long rank = 0;
    for (String category : all) {
      RowGroup of = group.ofCategory(category);
      for (int s = 0; s < n; s++) {
        long[] rows =
            of.isAt(sources.get(s).source().site()) ? sources.get(s).rowsOf(of) : new long[0];
        for (int p = 0; p < rows.length; p++) {
          if (rows[p] > 0) {
            categories[s][p] = append(categories[s][p], category);
            ranks[s][p] = append(ranks[s][p], rank);
            rank += rows[p];
          }
        }
      }
    }
    RowSorter[] sorters = sources.stream().map(s -> s.source().sorter()).toArray(RowSorter[]::new);
    return new RoundLine(turns(sizes), sorters, categories, ranks);
  }

  /** The larger cells come first, because the first get the odd rows. */
  private static int[] turns(List<Long> sizes) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, sizes.size()).boxed().toList());
    order.sort(Comparator.comparing(sizes::get, Comparator.reverseOrder()));
    return order.stream().mapToInt(i -> i).toArray();
  }

  private static String[] append(String[] to, String value) {
    String[] longer = java.util.Arrays.copyOf(to, to.length + 1);
    longer[to.length] = value;
    return longer;
  }

  private static long[] append(long[] to, long value) {
    long[] longer = java.util.Arrays.copyOf(to, to.length + 1);
    longer[to.length] = value;
    return longer;
  }

  @Override
  int cells() {
    return turn.length;
  }

  @Override
  Partition at(int source, int partition) {
    Map<UTF8String, long[]> next = new HashMap<>();
    String[] here = categories[source][partition];
    for (int c = 0; c < here.length; c++) {
      next.put(UTF8String.fromString(here[c]), new long[] {ranks[source][partition][c]});
    }
    RowSorter sorter = sorters[source];
    return row -> {
      long[] rank = next.get(sorter.category(row.row()));
      // A category that was not there when it was counted goes anywhere: the sizes will tell.
      return rank == null ? 0 : turn[(int) (rank[0]++ % turn.length)];
    };
  }

  @Override
  long sortKey(GroupedSource.Walk row) {
    return 0;
  }
}
