package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.SealException;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.preprocess.SiteStatistics;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.spark.ShardReader;
import dev.bailiwick.sharding.spark.Splitting;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag$;

/** Fits the preprocessing: one task a site, whose sealed statistics are pooled on the driver. */
final class StatisticsFit {
  private final SparkSession spark;
  private final Governance governance;
  private final String run;
  private final TransferPlan transfers;

  StatisticsFit(SparkSession spark, Governance governance, String run, TransferPlan transfers) {
    this.spark = spark;
    this.governance = governance;
    this.run = run;
    this.transfers = transfers;
  }

  FittedStatistics fit(Preprocessor preprocessor, Manifest manifest) {
    TreeSet<String> sites =
        manifest.shards().stream()
            .filter(s -> s.split().equals(Splitting.TRAIN) && !s.isContext())
            .map(s -> s.site())
            .collect(Collectors.toCollection(TreeSet::new));
    List<SiteStatistics> all = new ArrayList<>();
    for (String site : sites) {
      Dataset<Row> rows =
          ShardReader.rows(
              spark,
              manifest,
              s -> s.split().equals(Splitting.TRAIN) && !s.isContext() && s.site().equals(site));
      all.add(fitSite(preprocessor, rows, site));
    }
    FittedStatistics fitted = preprocessor.merge(all);
    int bytes = fitted.toBytes().length;
    for (String site : sites) {
      governance.recordTransfer(governance.driverSite(), site, TransferClass.STATISTICS, bytes);
    }
    return fitted;
  }

  /** One key for each pair, as for updates: no site opens or makes what another one sends. */
  static KeyScope scope(String coordinator, String site) {
    return KeyScope.of(TransferClass.STATISTICS.id(), List.of(coordinator, site));
  }

  private SiteStatistics fitSite(Preprocessor preprocessor, Dataset<Row> rows, String site) {
    KeyScope scope = scope(governance.driverSite(), site);
    RDD<Row> query = preprocessor.statisticsRows(rows).toJavaRDD().rdd();
    RDD<byte[]> sealed =
        new SiteStatisticsRdd(
            query, run, site, scope, transfers.minRecords(TransferClass.STATISTICS));
    List<byte[]> payloads =
        JavaRDD.fromRDD(sealed, ClassTag$.MODULE$.<byte[]>apply(byte[].class)).collect();
    if (payloads.size() != 1) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          "site %s answered with %d statistics, expected one".formatted(site, payloads.size()));
    }
    byte[] payload = payloads.get(0);
    governance.recordTransfer(
        site, governance.driverSite(), TransferClass.STATISTICS, payload.length);
    EpochKey key = governance.keys().key(scope);
    try {
      return SiteStatistics.fromBytes(
          SealedStreams.open(
              payload, key, SiteStatisticsRdd.context(key.application(), run, site)));
    } catch (SealException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The statistics of site %s did not open: %s".formatted(site, e.getMessage()),
          e);
    }
  }
}
