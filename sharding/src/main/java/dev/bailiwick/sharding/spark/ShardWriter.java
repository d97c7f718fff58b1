package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Writes a plan's shards as encrypted Parquet, each at its home, by a task that runs there.
 *
 * <p>Shards that take rows as they lie, and whose rows lie at their home, are written in one job
 * without a shuffle ({@link ShardRangeRDD}). All others are written stratum by stratum, each
 * stratum in jobs of its own with one shuffle ({@link ShardPartitioner}), so that rows of different
 * permitted sets never share one; and so are replicas, each sealed under its own site's key. The
 * driver sees sizes, counts and hashes, no row and no file.
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
    return write(DealtPlan.asTheyLie(plan), sources);
  }

  /**
   * Writes all shards of a plan whose rows were dealt by a strategy.
   *
   * @throws BailiwickException as {@link #write(ShardPlan, List)}; BAD_DATA also for a row outside
   *     the range that its shard claims
   */
  public List<ManifestShard> write(DealtPlan dealt, List<CountedSource> sources) {
    ShardPlan plan = dealt.plan();
    Parquet parquet = Parquet.prepare(spark, requireOneSchema(sources));
    String folder = KeyIds.folderOf(plan.dataset()) + "/" + UUID.randomUUID() + "/";
    Output output = new Output(plan.dataset(), parquet, folder, new HashMap<>());
    ShardDealer dealer = new ShardDealer(spark, sources, parquet.schema());
    List<Copy> inPlace = new ArrayList<>();
    for (Stratum stratum : plan.strata()) {
      List<Copy> staying = new ArrayList<>();
      List<Copy> leaving = new ArrayList<>();
      plan.shards().stream()
          .filter(s -> s.stratum().index() == stratum.index())
          .flatMap(Copy::of)
          .forEach(c -> (c.leaves() ? leaving : staying).add(c));
      Optional<StratumDeal> deal = dealt.deal(stratum);
      if (deal.isPresent()) {
        // Rows that stay do not share a shuffle with rows that leave: its key opens both.
        for (List<Copy> copies : List.of(staying, leaving)) {
          collect(copies, () -> dealer.dealt(deal.get(), copies), output);
        }
      } else {
        inPlace.addAll(staying);
        collect(leaving, () -> dealer.moved(stratum, leaving), output);
      }
    }
    collect(inPlace, () -> dealer.inPlace(inPlace), output);
    return plan.shards().stream()
        .sorted(Comparator.comparing(PlannedShard::id))
        .map(s -> described(s, output))
        .toList();
  }

  /** Where written files go, and what is known of those that are written. */
  private record Output(
      String dataset, Parquet parquet, String folder, Map<List<String>, WrittenShard> written) {}

  /** A file to be written: a shard at one site. */
  record Copy(PlannedShard shard, String site) {
    static Stream<Copy> of(PlannedShard shard) {
      return Stream.concat(Stream.of(shard.home()), shard.replicas().stream())
          .map(site -> new Copy(shard, site));
    }

    boolean leaves() {
      return !site.equals(shard.origin());
    }
  }

  private void collect(List<Copy> copies, Supplier<JavaRDD<InternalRow>> rows, Output output) {
    if (copies.isEmpty()) {
      return;
    }
    List<ShardTarget> targets = new ArrayList<>();
    for (Copy c : copies) {
      Site site = topology.site(c.site()).orElseThrow();
      targets.add(
          new ShardTarget(
              c.shard().id(),
              c.site(),
              shardFolder(site) + output.folder(),
              KeyIds.of(c.site(), output.dataset()),
              sensitiveColumns(output.parquet().schema()),
              c.shard().rows()));
    }
    Parquet parquet = output.parquet();
    WriteShards task =
        new WriteShards(targets, parquet.writers(), parquet.schema(), parquet.conf());
    for (WrittenShard w : rows.get().mapPartitionsWithIndex(task, true).collect()) {
      Copy copy = copies.get(w.shard());
      output.written().put(List.of(copy.shard().id(), copy.site()), w);
    }
  }

  private static ManifestShard described(PlannedShard s, Output output) {
    return new ManifestShard(
        s.id(),
        s.stratum().split(),
        s.stratum().category(),
        s.contextOf(),
        s.laws(),
        s.stratum().permitted(),
        s.rows(),
        s.ranges(),
        copy(s, s.home(), output),
        s.replicas().stream().map(site -> copy(s, site, output)).toList(),
        s.stratum().decidedBy());
  }

  private static ShardCopy copy(PlannedShard s, String site, Output output) {
    WrittenShard w = Objects.requireNonNull(output.written().get(List.of(s.id(), site)));
    return new ShardCopy(
        site,
        URI.create(w.uri()),
        w.bytes(),
        w.rowGroups(),
        w.sha256(),
        KeyIds.of(site, output.dataset()),
        w.keyVersion());
  }

  /** The columns of a schema that get keys of their own, sorted. */
  public List<String> sensitiveColumns(StructType schema) {
    return Arrays.stream(schema.fieldNames())
        .filter(name -> sensitive.contains(name.toLowerCase(Locale.ROOT)))
        .sorted()
        .toList();
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
