package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.KeyIds;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.Stratum;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Writes a plan's shards as encrypted Parquet, each at its home, by a task that runs there.
 *
 * <p>Shards whose rows lie at their home are written in one job without a shuffle ({@link
 * ShardRangeRDD}). Shards that move are written stratum by stratum, each stratum in a job of its
 * own with one shuffle ({@link ShardPartitioner}), so that rows of different permitted sets never
 * share one. The driver sees sizes, counts and hashes, no row and no file.
 *
 * <p>Not guaranteed: that a failed or repeated task leaves no file behind; such a file is sealed,
 * has a name of its own and is in no manifest.
 */
public final class ShardWriter {
  private final SparkSession spark;
  private final Topology topology;
  private final Set<String> sensitive;

  private ShardWriter(SparkSession spark, Topology topology, Set<String> sensitive) {
    this.spark = spark;
    this.topology = topology;
    this.sensitive = sensitive;
  }

  /** A writer for the sites of a topology. */
  public static ShardWriter of(SparkSession spark, Topology topology) {
    return new ShardWriter(spark, topology, Set.of());
  }

  /**
   * The same, but columns of these names (upper and lower case are one) get keys of their own, so
   * that each can be closed alone. Names that no column has are passed over.
   */
  public ShardWriter withSensitiveColumns(Collection<String> names) {
    Set<String> lower = new TreeSet<>();
    names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
    return new ShardWriter(spark, topology, lower);
  }

  /** The folder under a site's storage in which all shards are, as a URI that ends with a slash. */
  public static String shardFolder(Site site) {
    return slashed(site.storage().toString()) + "shards/";
  }

  /**
   * Writes all shards of a plan.
   *
   * @param plan the plan
   * @param sources the sources that it was made from, as they were counted
   * @return what a manifest says of them, in id order
   * @throws BailiwickException BAD_DATA if the sources have different schemas. What a task throws
   *     comes as the cause of Spark's exception: BAD_DATA if a source changed since it was counted,
   *     POLICY_DENIED if a task ran anywhere but at the shard's home, KEY_NOT_RELEASED,
   *     GUARD_MISSING
   */
  public List<ManifestShard> write(ShardPlan plan, List<CountedSource> sources) {
    StructType schema = requireOneSchema(sources);
    Parquet parquet = Parquet.prepare(spark, schema);
    String folder = KeyIds.folderOf(plan.dataset()) + "/" + UUID.randomUUID() + "/";
    Map<String, WrittenShard> written = new TreeMap<>();
    writeInPlace(plan, sources, parquet, folder, written);
    for (Stratum stratum : plan.strata()) {
      writeMoved(plan, stratum, sources, parquet, folder, written);
    }
    return plan.shards().stream()
        .sorted(Comparator.comparing(PlannedShard::id))
        .map(s -> described(plan, s, written.get(s.id())))
        .toList();
  }

  private void writeInPlace(
      ShardPlan plan,
      List<CountedSource> sources,
      Parquet parquet,
      String folder,
      Map<String, WrittenShard> written) {
    List<PlannedShard> shards = plan.shards().stream().filter(s -> !s.moves()).toList();
    if (!shards.isEmpty()) {
      JavaRDD<InternalRow> rows = ranges(shards, sources).toJavaRDD();
      collect(plan, shards, rows, parquet, folder, written);
    }
  }

  private void writeMoved(
      ShardPlan plan,
      Stratum stratum,
      List<CountedSource> sources,
      Parquet parquet,
      String folder,
      Map<String, WrittenShard> written) {
    List<PlannedShard> shards =
        plan.shards().stream()
            .filter(s -> s.moves() && s.stratum().index() == stratum.index())
            .toList();
    if (shards.isEmpty()) {
      return;
    }
    ShardPartitioner partitioner =
        new ShardPartitioner(
            shards.stream().map(PlannedShard::id).toList(),
            shards.stream().map(PlannedShard::home).toList(),
            stratum.permitted().getOrDefault(TransferClass.INTERMEDIATE.id(), List.of()));
    StructType schema = parquet.schema();
    int fields = schema.size();
    JavaPairRDD<Integer, byte[]> pairs =
        JavaPairRDD.fromJavaRDD(
            ranges(shards, sources)
                .toJavaRDD()
                .mapPartitionsWithIndex(
                    (shard, rows) -> RowBytes.encode(shard, schema, rows), true));
    JavaRDD<InternalRow> rows =
        pairs.partitionBy(partitioner).mapPartitions(moved -> RowBytes.decode(fields, moved), true);
    collect(plan, shards, rows, parquet, folder, written);
  }

  private ShardRangeRDD ranges(List<PlannedShard> shards, List<CountedSource> sources) {
    return ShardRangeRDD.of(spark.sparkContext(), shards, sources);
  }

  private void collect(
      ShardPlan plan,
      List<PlannedShard> shards,
      JavaRDD<InternalRow> rows,
      Parquet parquet,
      String folder,
      Map<String, WrittenShard> written) {
    List<ShardTarget> targets = new ArrayList<>();
    for (PlannedShard s : shards) {
      Site home = topology.site(s.home()).orElseThrow();
      targets.add(
          new ShardTarget(
              s.id(),
              s.home(),
              shardFolder(home) + folder,
              KeyIds.of(s.home(), plan.dataset()),
              sensitiveColumns(parquet.schema()),
              s.rows()));
    }
    WriteShards task =
        new WriteShards(targets, parquet.writers(), parquet.schema(), parquet.conf());
    for (WrittenShard w : rows.mapPartitionsWithIndex(task, true).collect()) {
      written.put(shards.get(w.shard()).id(), w);
    }
  }

  /** The columns of a schema that get keys of their own, sorted. */
  public List<String> sensitiveColumns(StructType schema) {
    return Arrays.stream(schema.fieldNames())
        .filter(name -> sensitive.contains(name.toLowerCase(Locale.ROOT)))
        .sorted()
        .toList();
  }

  private static ManifestShard described(ShardPlan plan, PlannedShard s, WrittenShard w) {
    return new ManifestShard(
        s.id(),
        s.stratum().split(),
        s.stratum().category(),
        s.contextOf(),
        s.laws(),
        s.stratum().permitted(),
        w.rows(),
        s.ranges(),
        new ShardCopy(
            s.home(),
            URI.create(w.uri()),
            w.bytes(),
            w.rowGroups(),
            w.sha256(),
            KeyIds.of(s.home(), plan.dataset()),
            w.keyVersion()),
        List.of(),
        s.stratum().decidedBy());
  }

  private static StructType requireOneSchema(List<CountedSource> sources) {
    StructType schema = sources.get(0).source().schema();
    for (CountedSource s : sources) {
      if (!s.source().schema().asNullable().equals(schema.asNullable())) {
        throw new BailiwickException(
            ErrorCode.BAD_DATA,
            "Sources '"
                + sources.get(0).source().name()
                + "' and '"
                + s.source().name()
                + "' have different schemas: one dataset has one schema");
      }
    }
    return schema.asNullable();
  }

  private static String slashed(String uri) {
    return uri.endsWith("/") ? uri : uri + "/";
  }
}
