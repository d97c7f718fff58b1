package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.Contribution;
import dev.bailiwick.sharding.PlannedShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * One partition a shard, with the shard's rows, read where they lie and not shuffled.
 *
 * <p>Partition {@code i} depends narrowly on those partitions of the sources that hold its rows,
 * all at the site {@link #homeOf}; the lineage of its task therefore leads to that site's files and
 * to no other's. Each task reads its partitions from the start and skips what is not the shard's:
 * cheap while a source's partitions make few shards, wasteful when they make very many.
 */
public final class ShardRangeRDD extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final transient List<ShardRangePartition> ranges;

  private ShardRangeRDD(
      SparkContext spark, List<Dependency<?>> sources, List<ShardRangePartition> ranges) {
    super(
        spark,
        CollectionConverters.asScala(sources).toSeq(),
        ClassTag$.MODULE$.apply(InternalRow.class));
    this.ranges = ranges;
  }

  /** The rows of these shards, partition {@code i} those of shard {@code i}. */
  static ShardRangeRDD of(
      SparkContext spark, List<PlannedShard> shards, List<CountedSource> sources) {
    List<ShardRangePartition> ranges = new ArrayList<>();
    for (PlannedShard shard : shards) {
      List<Slice> slices = new ArrayList<>();
      for (Contribution part : shard.contributions()) {
        int source = indexOf(sources, part.source());
        slices.addAll(slices(source, sources.get(source), shard, part));
      }
      ranges.add(new ShardRangePartition(ranges.size(), shard.id(), shard.origin(), slices));
    }
    List<Dependency<?>> parents = new ArrayList<>();
    for (int s = 0; s < sources.size(); s++) {
      int source = s;
      int[][] needed =
          ranges.stream()
              .map(
                  r ->
                      Arrays.stream(r.slices())
                          .filter(slice -> slice.dependency() == source)
                          .mapToInt(slice -> slice.parent().index())
                          .distinct()
                          .toArray())
              .toArray(int[][]::new);
      parents.add(new Needed(sources.get(s).source().rdd(), needed));
    }
    return new ShardRangeRDD(spark, parents, ranges);
  }

  /** The site at which partition {@code i} must be computed: where its rows lie. */
  public String homeOf(int i) {
    return ranges.get(i).site();
  }

  /** The shard whose rows partition {@code i} has. */
  public String shardOf(int i) {
    return ranges.get(i).shard();
  }

  @Override
  public Partition[] getPartitions() {
    return ranges.toArray(Partition[]::new);
  }

  @Override
  public scala.collection.Iterator<InternalRow> compute(Partition split, TaskContext context) {
    ShardRangePartition range = (ShardRangePartition) split;
    Iterator<Slice> slices = Arrays.asList(range.slices()).iterator();
    return CollectionConverters.asScala(
        new Iterator<InternalRow>() {
          private Iterator<InternalRow> rows = Collections.emptyIterator();

          @Override
          public boolean hasNext() {
            while (!rows.hasNext() && slices.hasNext()) {
              Slice slice = slices.next();
              rows = new SliceRows(slice, rowsOf(slice, context));
            }
            return rows.hasNext();
          }

          @Override
          public InternalRow next() {
            return rows.next();
          }
        });
  }

  @SuppressWarnings("unchecked")
  private Iterator<InternalRow> rowsOf(Slice slice, TaskContext context) {
    RDD<InternalRow> parent = (RDD<InternalRow>) dependencies().apply(slice.dependency()).rdd();
    return CollectionConverters.asJava(parent.iterator(slice.parent(), context));
  }

  private static int indexOf(List<CountedSource> sources, String name) {
    return IntStream.range(0, sources.size())
        .filter(i -> sources.get(i).source().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Slice> slices(
      int dependency, CountedSource source, PlannedShard shard, Contribution part) {
    long[] counted = source.rowsOf(RowGroup.of(shard.stratum()));
    Partition[] parents = source.source().rdd().partitions();
    String[] values = shard.stratum().values().toArray(String[]::new);
    int split = shard.stratum().split().equals(Splitting.TEST) ? 1 : 0;
    List<Slice> slices = new ArrayList<>();
    long start = 0;
    for (int p = 0; p < counted.length; p++) {
      long from = Math.max(part.firstRow() - start, 0);
      long to = Math.min(part.firstRow() + part.rows() - start, counted[p]);
      if (from < to) {
        slices.add(new Slice(dependency, parents[p], source, values, split, from, to, counted[p]));
      }
      start += counted[p];
    }
    return slices;
  }

  /** The partitions of one source that each shard needs. */
  private static final class Needed extends NarrowDependency<InternalRow> {
    private static final long serialVersionUID = 1L;

    private final int[][] needed;

    Needed(RDD<InternalRow> source, int[][] needed) {
      super(source);
      this.needed = needed;
    }

    @Override
    public scala.collection.immutable.Seq<Object> getParents(int partition) {
      List<Object> parents = new ArrayList<>();
      for (int p : needed[partition]) {
        parents.add(p);
      }
      return CollectionConverters.asScala(parents).toSeq();
    }
  }
}
