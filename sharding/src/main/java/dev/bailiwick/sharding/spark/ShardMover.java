package dev.bailiwick.sharding.spark;

import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.sharding.KeyIds;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ReshardPlan;
import dev.bailiwick.sharding.ShardCopy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Copies whole shards from site to site: a task at the old home opens the file with that site's
 * key, the rows go through one sealed shuffle, and a task at the new home writes them under its own
 * key.
 *
 * <p>Shards whose rows may be at different sites on the way never share a shuffle. The file at the
 * old home is left as it is. The driver sees sizes, counts and hashes, no row and no file.
 *
 * <p>Not guaranteed: the order of the rows in the new file.
 */
public final class ShardMover {
  private final SparkSession spark;
  private final Topology topology;
  private final String run;
  private final Consumer<String> progress;

  private ShardMover(SparkSession spark, Topology topology, String run, Consumer<String> progress) {
    this.spark = spark;
    this.topology = topology;
    this.run = run;
    this.progress = progress;
  }

  /**
   * A mover between the sites of a topology.
   *
   * @param run the run whose folders the files go to, as {@link ShardRun} began it
   * @param progress is told what is done, in lines
   */
  public static ShardMover of(
      SparkSession spark, Topology topology, ShardRun run, Consumer<String> progress) {
    return new ShardMover(spark, topology, run.id(), progress);
  }

  /**
   * Makes copies.
   *
   * @param from the shards as they may be read now, each from its home
   * @param moves what to copy where
   * @return the copies, by the id of the shard and the site: {@code shard-0007 fra}
   */
  public Map<String, ShardCopy> move(Manifest from, List<ReshardPlan.Move> moves) {
    Map<List<String>, List<ReshardPlan.Move>> alike =
        new TreeMap<>(Comparator.comparing(List::toString));
    for (ReshardPlan.Move m : moves) {
      alike.computeIfAbsent(m.permitted(), p -> new ArrayList<>()).add(m);
    }
    Map<String, ShardCopy> made = new TreeMap<>();
    for (List<ReshardPlan.Move> group : alike.values()) {
      progress.accept(
          "moving %d copies, %,d rows"
              .formatted(group.size(), group.stream().mapToLong(ReshardPlan.Move::rows).sum()));
      moveAlike(from, group, made);
    }
    return made;
  }

  private void moveAlike(Manifest from, List<ReshardPlan.Move> moves, Map<String, ShardCopy> made) {
    List<String> ids = moves.stream().map(ReshardPlan.Move::shard).distinct().sorted().toList();
    Map<String, Integer> partitionOf = new HashMap<>();
    ids.forEach(id -> partitionOf.put(id, partitionOf.size()));
    int[][] targets = new int[ids.size()][];
    for (int p = 0; p < targets.length; p++) {
      String id = ids.get(p);
      targets[p] =
          java.util.stream.IntStream.range(0, moves.size())
              .filter(m -> moves.get(m).shard().equals(id))
              .toArray();
    }
    Dataset<Row> rows = ShardReader.rows(spark, from, s -> partitionOf.containsKey(s.id()));
    StructType schema = rows.schema();
    ShardPartitioner partitioner =
        new ShardPartitioner(
            moves.stream().map(ReshardPlan.Move::shard).toList(),
            moves.stream().map(ReshardPlan.Move::to).toList(),
            moves.get(0).permitted());
    JavaRDD<InternalRow> read =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd().toJavaRDD();
    int fields = schema.size();
    JavaRDD<InternalRow> moved =
        JavaPairRDD.fromJavaRDD(
                read.mapPartitionsWithIndex(
                    (shard, of) -> RowBytes.encode(targets[shard], schema, of), true))
            .partitionBy(partitioner)
            .mapPartitions(arrived -> RowBytes.decode(fields, arrived), true);
    Parquet parquet = Parquet.prepare(spark, schema);
    WriteShards task =
        new WriteShards(
            moves.stream().map(m -> target(from, m)).toList(),
            parquet.writers(),
            parquet.schema(),
            parquet.conf());
    for (WrittenShard w : moved.mapPartitionsWithIndex(task, true).collect()) {
      ReshardPlan.Move m = moves.get(w.shard());
      made.put(
          m.shard() + " " + m.to(),
          new ShardCopy(
              m.to(),
              URI.create(w.uri()),
              w.bytes(),
              w.rowGroups(),
              w.sha256(),
              KeyIds.of(m.to(), from.dataset()),
              w.keyVersion()));
    }
  }

  private ShardTarget target(Manifest from, ReshardPlan.Move m) {
    Site to = topology.site(m.to()).orElseThrow();
    ManifestShard shard =
        from.shards().stream().filter(s -> s.id().equals(m.shard())).findFirst().orElseThrow();
    return new ShardTarget(
        shard.id(),
        m.to(),
        ShardWriter.shardFolder(to) + ShardRun.folder(from.dataset(), run),
        KeyIds.of(m.to(), from.dataset()),
        from.sensitiveColumns(),
        shard.rows());
  }
}
