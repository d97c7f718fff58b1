package dev.bailiwick.sharding.spark;

import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.Stratum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/** Brings rows to the tasks that write them: partition {@code i} has the rows of copy {@code i}. */
final class ShardDealer {
  private final SparkSession spark;
  private final List<CountedSource> sources;
  private final StructType schema;

  ShardDealer(SparkSession spark, List<CountedSource> sources, StructType schema) {
    this.spark = spark;
    this.sources = List.copyOf(sources);
    this.schema = schema;
  }

  /** Rows as they lie, where they lie. */
  JavaRDD<InternalRow> inPlace(List<ShardWriter.Copy> copies) {
    return ranges(copies.stream().map(ShardWriter.Copy::shard).toList()).toJavaRDD();
  }

  /** Rows as they lie, elsewhere: each is read once, whatever the number of its copies. */
  JavaRDD<InternalRow> moved(Stratum stratum, List<ShardWriter.Copy> copies) {
    List<PlannedShard> shards = copies.stream().map(ShardWriter.Copy::shard).distinct().toList();
    int[][] targets =
        shards.stream()
            .map(
                s ->
                    IntStream.range(0, copies.size())
                        .filter(i -> copies.get(i).shard().equals(s))
                        .toArray())
            .toArray(int[][]::new);
    StructType type = schema;
    int fields = type.size();
    JavaPairRDD<Integer, byte[]> pairs =
        JavaPairRDD.fromJavaRDD(
            ranges(shards)
                .toJavaRDD()
                .mapPartitionsWithIndex(
                    (shard, rows) -> RowBytes.encode(targets[shard], type, rows), true));
    return pairs
        .partitionBy(partitioner(stratum, copies))
        .mapPartitions(moved -> RowBytes.decode(fields, moved), true);
  }

  private ShardRangeRDD ranges(List<PlannedShard> shards) {
    return ShardRangeRDD.of(spark.sparkContext(), shards, sources);
  }

  /** Rows as a strategy deals them, in its order in each copy. */
  JavaRDD<InternalRow> dealt(StratumDeal deal, List<ShardWriter.Copy> copies) {
    Stratum stratum = deal.stratum();
    List<String> ids = copies.stream().map(c -> c.shard().id()).toList();
    int fields = schema.size();
    return addressed(deal, deal.shardsOfCells(ids))
        .repartitionAndSortWithinPartitions(
            partitioner(stratum, copies), Comparator.<DealKey>naturalOrder())
        .mapPartitions(dealt -> RowBytes.decode(fields, dealt), true)
        .mapPartitionsWithIndex(new CheckClaims(deal, ids, sources.get(0).source().sorter()), true);
  }

  private JavaPairRDD<DealKey, byte[]> addressed(StratumDeal deal, int[][] targetsOfCells) {
    List<JavaRDD<Tuple2<DealKey, byte[]>>> parts = new ArrayList<>();
    for (int s = 0; s < sources.size(); s++) {
      CountedSource source = sources.get(s);
      int[] partitions = partitions(source, deal.group());
      if (partitions.length > 0) {
        GroupedSource grouped = new GroupedSource(source, List.of(deal.group()), deal.order());
        parts.add(
            only(source.source().rdd(), partitions)
                .toJavaRDD()
                .mapPartitionsWithIndex(
                    new DealRows(s, grouped, partitions, deal.line(), targetsOfCells, schema),
                    true));
      }
    }
    return JavaPairRDD.fromJavaRDD(SourceScan.union(spark, parts));
  }

  /** The partitions in which rows of a group were counted. */
  private static int[] partitions(CountedSource source, RowGroup group) {
    if (!group.isAt(source.source().site())) {
      return new int[0];
    }
    long[] rows = source.rowsOf(group);
    return IntStream.range(0, rows.length).filter(p -> rows[p] > 0).toArray();
  }

  private static RDD<InternalRow> only(RDD<InternalRow> rows, int[] partitions) {
    return PartitionPruningRDD.create(rows, new IsOneOf(partitions));
  }

  private ShardPartitioner partitioner(Stratum stratum, List<ShardWriter.Copy> copies) {
    return new ShardPartitioner(
        copies.stream().map(c -> c.shard().id()).toList(),
        copies.stream().map(ShardWriter.Copy::site).toList(),
        stratum.permitted().getOrDefault(TransferClass.INTERMEDIATE.id(), List.of()));
  }

  private static final class IsOneOf extends AbstractFunction1<Object, Object>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final int[] ascending;

    IsOneOf(int[] ascending) {
      this.ascending = ascending;
    }

    @Override
    public Object apply(Object partition) {
      return java.util.Arrays.binarySearch(ascending, (Integer) partition) >= 0;
    }
  }
}
