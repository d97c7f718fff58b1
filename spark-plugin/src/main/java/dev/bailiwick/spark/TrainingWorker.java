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
 * A worker and the shards of its site, sorted by id. All workers of a site read the same shards and
 * take turns in one order of rows; what they do depends on the shards alone, never on executors.
 *
 * @param id who it is
 * @param ofSite workers that the site has
 * @param shards all of the site
 */
record TrainingWorker(WorkerId id, int ofSite, List<TrainingShard> shards) {

  TrainingWorker {
    shards = List.copyOf(shards);
  }

  /**
   * The workers of each site that has shards.
   *
   * @param perSite workers that a site gets, if with {@code minRecords} it has records enough for
   *     them
   */
  static List<TrainingWorker> assign(
      List<TrainingShard> shards, int perSite, TransferClass released) {
    Map<String, List<TrainingShard>> bySite = new TreeMap<>();
    for (TrainingShard shard : shards) {
      bySite.computeIfAbsent(shard.site(), s -> new ArrayList<>()).add(shard);
    }
    List<TrainingWorker> workers = new ArrayList<>();
    bySite.forEach(
        (site, all) -> {
          all.sort(Comparator.comparing(TrainingShard::id));
          int count = count(all, perSite, released);
          for (int i = 0; i < count; i++) {
            workers.add(new TrainingWorker(new WorkerId(site, i), count, all));
          }
        });
    return workers;
  }

  /** An update covers a worker's part of the rows, and that must be as many as the policy asks. */
  private static int count(List<TrainingShard> shards, int perSite, TransferClass released) {
    long rows = shards.stream().mapToLong(TrainingShard::rows).sum();
    long least = leastRecords(shards, released);
    // At least one row each, and a site that has too few for one worker is told so by its executor.
    long most = Math.max(1, least > 0 ? rows / least : rows);
    return (int) Math.min(perSite, most);
  }

  private static long leastRecords(List<TrainingShard> shards, TransferClass released) {
    return shards.stream().mapToLong(s -> s.leastRecords(released)).max().orElse(0);
  }

  long leastRecords(TransferClass released) {
    return leastRecords(shards, released);
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
