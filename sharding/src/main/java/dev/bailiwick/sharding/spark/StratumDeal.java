package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the rows of one stratum are dealt.
 *
 * @param group its rows
 * @param order their order
 * @param line the rows in the strategy's order, in cells
 * @param shards with the ranges that they claim
 * @param cells the cells of each shard, by its id; a cell may be of several
 * @param min the least value of each in each shard, by the shard's id
 * @param max the greatest
 */
record StratumDeal(
    Stratum stratum,
    RowGroup group,
    RowOrder order,
    Line line,
    List<PlannedShard> shards,
    Map<String, int[]> cells,
    Map<String, long[]> min,
    Map<String, long[]> max) {

  /** For each cell the numbers of these shards that it is of. */
  int[][] shardsOfCells(List<String> ids) {
    List<List<Integer>> of = new ArrayList<>();
    for (int cell = 0; cell < line.cells(); cell++) {
      of.add(new ArrayList<>());
    }
    for (int i = 0; i < ids.size(); i++) {
      for (int cell : cells.getOrDefault(ids.get(i), new int[0])) {
        of.get(cell).add(i);
      }
    }
    return of.stream().map(list -> list.stream().mapToInt(i -> i).toArray()).toArray(int[][]::new);
  }
}
