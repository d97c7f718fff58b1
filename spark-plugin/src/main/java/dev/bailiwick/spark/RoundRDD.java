package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.train.Assignment;
import dev.bailiwick.train.FeatureRows;
import dev.bailiwick.train.LocalTraining;
import dev.bailiwick.train.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * One round as a Spark job: one partition a worker, each answers one {@link RoundReply}.
 *
 * <p>A partition depends narrowly on the partitions of its worker's shards, so the scheduler places
 * the task by those shards in every round, also when the executor has their rows already and reads
 * nothing. A task is a pure function of its assignment and its shards: Spark may repeat it, run it
 * twice, or run it on another executor of the site.
 *
 * <p>It returns parameters or metrics and no row: an answer holds a state or counts, the names of
 * run, worker and executor, and no feature or label. All tasks of one RDD are of one mode.
 */
final class RoundRDD extends RDD<byte[]> implements GovernedResult {
  private static final long serialVersionUID = 1L;

  private final transient List<RoundTask> tasks;
  private final ShardInput<?> shards;
  private final RoundSite site;

  /** Its worker's part, and the shards' partitions; travels with the task. */
  private static final class RoundPartition implements Partition {
    private static final long serialVersionUID = 1L;
    private final int index;
    private final RoundTask task;
    private final Partition[] shards;

    RoundPartition(int index, RoundTask task, Partition[] shards) {
      this.index = index;
      this.task = task;
      this.shards = shards;
    }

    @Override
    public int index() {
      return index;
    }
  }

  /** Which shard partitions a worker reads. */
  private static final class ShardDependency<T> extends NarrowDependency<T> {
    private static final long serialVersionUID = 1L;
    private final int[][] parents;

    ShardDependency(RDD<T> shards, List<RoundTask> tasks) {
      super(shards);
      this.parents = tasks.stream().map(RoundTask::shardPartitions).toArray(int[][]::new);
    }

    @Override
    public Seq<Object> getParents(int partition) {
      List<Object> ids = new ArrayList<>();
      for (int id : parents[partition]) {
        ids.add(id);
      }
      return CollectionConverters.asScala(ids).toList();
    }
  }

  RoundRDD(SparkContext sc, ShardInput<?> shards, List<RoundTask> tasks, RoundSite site) {
    super(sc, dependencies(shards.rdd(), tasks), ClassTag$.MODULE$.apply(byte[].class));
    this.tasks = List.copyOf(tasks);
    this.shards = shards;
    this.site = site;
  }

  private static Seq<Dependency<?>> dependencies(RDD<?> shards, List<RoundTask> tasks) {
    List<Dependency<?>> one = List.of(new ShardDependency<>(shards, tasks));
    return CollectionConverters.asScala(one).toList();
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] parents = shards.rdd().partitions();
    Partition[] out = new Partition[tasks.size()];
    for (int i = 0; i < out.length; i++) {
      int[] ids = tasks.get(i).shardPartitions();
      Partition[] mine = new Partition[ids.length];
      for (int j = 0; j < ids.length; j++) {
        mine[j] = parents[ids[j]];
      }
      out[i] = new RoundPartition(i, tasks.get(i), mine);
    }
    return out;
  }

  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    String pinned = ((RoundPartition) partition).task.pinned();
    List<String> locations = pinned == null ? List.of() : List.of(pinned);
    return CollectionConverters.asScala(locations).toList();
  }

  @Override
  public TransferClass resultClass() {
    return RoundJob.released(tasks.get(0).mode());
  }

  @Override
  public List<String> touches(int partition) {
    return tasks.get(partition).files().stream().filter(file -> !file.isEmpty()).toList();
  }

  @Override
  public Iterator<byte[]> compute(Partition partition, TaskContext context) {
    RoundPartition mine = (RoundPartition) partition;
    byte[] reply;
    try {
      reply = RoundReply.update(answer(mine, context));
    } catch (BailiwickException e) {
      if (!RoundReply.isFinal(e)) {
        throw e;
      }
      reply = RoundReply.refusal(e);
    }
    return CollectionConverters.asScala(List.of(reply).iterator());
  }

  private byte[] answer(RoundPartition mine, TaskContext context) {
    RoundTask task = mine.task;
    SealedUpdates seals = task.seals();
    EpochKey key = site.key(seals.scope());
    Assignment asked = seals.openAssignment(task.sealedAssignment(), key);
    FeatureCache cache = FeatureCache.ofThisProcess();
    BailiwickConf conf = BailiwickConf.of(SparkEnv.get().conf());
    long limit = conf.cacheBytes();
    try (ShardWindows rows =
        new ShardWindows(
            cache, asked, limit, new PartitionReading(mine, asked, context), context)) {
      LocalTraining worker = cache.worker(asked.run(), asked.worker());
      Update update = worker.answer(asked, rows, new TaskSurroundings(context));
      rows.finished();
      return seals.seal(update, key, conf.updatesPadding());
    }
  }

  /** Reads a shard by computing its partition of the RDD below. */
  private final class PartitionReading implements ShardWindows.Reading {
    private final Map<Assignment.Shard, Partition> sources = new HashMap<>();
    private final Assignment.Settings settings;
    private final TaskContext context;

    PartitionReading(RoundPartition mine, Assignment asked, TaskContext context) {
      for (int i = 0; i < mine.shards.length; i++) {
        sources.put(asked.shards().get(i), mine.shards[i]);
      }
      this.settings = asked.settings();
      this.context = context;
    }

    @Override
    public FeatureRows read(Assignment.Shard shard) {
      return shards.load(shard, settings, sources.get(shard), context);
    }

    @Override
    public void touched(Assignment.Shard shard) {
      if (!shard.file().isEmpty()) {
        site.touched(shard.file());
      }
    }
  }

  private static final class TaskSurroundings implements LocalTraining.Surroundings {
    private final TaskContext context;

    TaskSurroundings(TaskContext context) {
      this.context = context;
    }

    @Override
    public void pause() {
      if (context.isInterrupted()) {
        throw new TaskKilledException();
      }
    }

    @Override
    public String host() {
      return SparkEnv.get().blockManager().blockManagerId().host();
    }

    @Override
    public String executor() {
      return SparkEnv.get().executorId();
    }
  }
}
