package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.WorkerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A worker and its shards, sorted by id. Who gets which shard depends on the shards alone, never on
 * executors.
 *
 * @param id who it is
 * @param shards all of one site
 */
record TrainingWorker(WorkerId id, List<TrainingShard> shards) {

  TrainingWorker {
    shards = List.copyOf(shards);
  }

  /**
   * Divides the shards of each site among its workers, the longest first to whoever has least rows.
   *
   * @param perSite workers that a site gets, if it has shards and, with {@code minRecords}, records
   *     enough for them
   */
  static List<TrainingWorker> assign(
      List<TrainingShard> shards, int perSite, TransferClass released) {
    Map<String, List<TrainingShard>> bySite = new TreeMap<>();
    for (TrainingShard shard : shards) {
      bySite.computeIfAbsent(shard.site(), s -> new ArrayList<>()).add(shard);
    }
    List<TrainingWorker> workers = new ArrayList<>();
    bySite.forEach((site, all) -> workers.addAll(divide(site, all, perSite, released)));
    return workers;
  }

  private static List<TrainingWorker> divide(
      String site, List<TrainingShard> shards, int perSite, TransferClass released) {
    List<TrainingShard> longestFirst = new ArrayList<>(shards);
    longestFirst.sort(
        Comparator.comparingLong(TrainingShard::rows).reversed().thenComparing(TrainingShard::id));
    int count = Math.min(perSite, shards.size());
    while (true) {
      List<TrainingWorker> workers = divide(site, longestFirst, count);
      if (count == 1 || workers.stream().allMatch(w -> w.rows() >= w.leastRecords(released))) {
        return workers;
      }
      count--;
    }
  }

  private static List<TrainingWorker> divide(
      String site, List<TrainingShard> longestFirst, int count) {
    List<List<TrainingShard>> parts = new ArrayList<>();
    long[] rows = new long[count];
    for (int i = 0; i < count; i++) {
      parts.add(new ArrayList<>());
    }
    for (TrainingShard shard : longestFirst) {
      int least = 0;
      for (int i = 1; i < count; i++) {
        least = rows[i] < rows[least] ? i : least;
      }
      parts.get(least).add(shard);
      rows[least] += shard.rows();
    }
    List<TrainingWorker> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.get(i).sort(Comparator.comparing(TrainingShard::id));
      workers.add(new TrainingWorker(new WorkerId(site, i), parts.get(i)));
    }
    return workers;
  }

  long rows() {
    return shards.stream().mapToLong(TrainingShard::rows).sum();
  }

  long leastRecords(TransferClass released) {
    return shards.stream().mapToLong(s -> s.leastRecords(released)).max().orElse(0);
  }

  int[] partitions() {
    return shards.stream().mapToInt(TrainingShard::partition).toArray();
  }

  List<String> files() {
    return shards.stream().map(TrainingShard::file).toList();
  }

  List<Assignment.Shard> assigned() {
    return shards.stream().map(s -> new Assignment.Shard(s.id(), s.file(), s.rows())).toList();
  }
}
