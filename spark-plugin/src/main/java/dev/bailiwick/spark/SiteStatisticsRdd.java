package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.crypto.StreamContext;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.preprocess.SiteStatistics;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import scala.reflect.ClassTag$;

/**
 * One site's statistics, made, checked against the least number of records and sealed in the task
 * that aggregated them: what leaves the executor is ciphertext for the members of the scope.
 *
 * <p>Its mark as {@link GovernedResult} is true because the only thing that {@link #compute}
 * returns is a sealed {@link SiteStatistics}.
 */
final class SiteStatisticsRdd extends RDD<byte[]> implements GovernedResult {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final String site;
  private final String scope;
  private final long minRecords;

  /**
   * @param rows what the statistics query of one site gives, in one partition
   * @param run names the run
   * @param site whose rows they are
   * @param scope who may open it
   * @param minRecords fewest rows that may be told about
   */
  SiteStatisticsRdd(RDD<Row> rows, String run, String site, KeyScope scope, long minRecords) {
    super(rows, ClassTag$.MODULE$.apply(byte[].class));
    this.run = run;
    this.site = site;
    this.scope = scope.toString();
    this.minRecords = minRecords;
  }

  static StreamContext context(String application, String run, String site) {
    return StreamContext.of("statistics")
        .with("app", application)
        .with("run", run)
        .with("sender", site);
  }

  @Override
  public TransferClass resultClass() {
    return TransferClass.STATISTICS;
  }

  @Override
  public Partition[] getPartitions() {
    return parent().partitions();
  }

  @Override
  public scala.collection.Iterator<byte[]> compute(Partition split, TaskContext context) {
    List<Row> rows = new ArrayList<>();
    scala.collection.Iterator<Row> iterator = parent().iterator(split, context);
    while (iterator.hasNext()) {
      rows.add(iterator.next());
    }
    SiteStatistics statistics = SiteStatistics.fromRows(rows);
    if (statistics.records() < minRecords) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "The statistics of site %s cover %,d rows; the policies release them from %,d rows on."
              .formatted(site, statistics.records(), minRecords));
    }
    SiteRuntime runtime = SiteRuntime.get();
    EpochKey key = runtime.key(KeyScope.parse(scope));
    byte[] sealed =
        SealedStreams.seal(
            statistics.toBytes(), key, context(key.application(), run, runtime.site()));
    return scala.collection.Iterator$.MODULE$.single(sealed);
  }

  @SuppressWarnings("unchecked")
  private RDD<Row> parent() {
    return (RDD<Row>) (RDD<?>) firstParent(ClassTag$.MODULE$.apply(Row.class));
  }
}
