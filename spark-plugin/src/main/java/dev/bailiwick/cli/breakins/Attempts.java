package dev.bailiwick.cli.breakins;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.spark.ShardReader;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governance;
import dev.bailiwick.spark.result.RunResult.BreakIn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/** The three attempts, against the shards of one manifest. */
final class Attempts {
  private static final long RECORD_WAIT_MILLIS = 60_000;

  private final SparkSession spark;
  private final Governance governance;
  private final Manifest manifest;
  private final Executors executors;

  Attempts(SparkSession spark, Governance governance, Manifest manifest) {
    this.spark = spark;
    this.governance = governance;
    this.manifest = manifest;
    this.executors = new Executors(spark.sparkContext(), governance);
  }

  List<BreakIn> run() {
    Target target = target();
    return List.of(stolenRead(target), forcedTask(target), flippedByte());
  }

  /** A shard and a site at which it may not be. */
  private record Target(ManifestShard shard, String thief) {}

  private Target target() {
    String home = governance.driverSite();
    for (ManifestShard shard : manifest.at(home)) {
      for (String site : governance.runInfo().executorsBySite().keySet()) {
        if (!shard.permittedFor(TransferClass.RAW.id()).contains(site)
            && governance.topology().site(site).isPresent()) {
          return new Target(shard, site);
        }
      }
    }
    throw new BailiwickException(
        ErrorCode.BAD_DATA,
        "No shard at %s is forbidden at another site, so there is nothing to break into."
            .formatted(home));
  }

  private BreakIn stolenRead(Target target) {
    String attempt =
        "A process at %s opens the file of %s, which is at %s, with the key store of %s"
            .formatted(target.thief(), target.shard().id(), target.shard().site(), target.thief());
    int before = governance.denials().size();
    String answer =
        executors.callAt(target.thief(), new StolenRead(target.shard().uri().toString()));
    boolean refused = answer.startsWith(StolenRead.REFUSED);
    return new BreakIn(
        attempt,
        refused,
        recorded(before, target.thief(), Denial.Layer.KEY_STORE),
        Denial.Layer.KEY_STORE.id(),
        refused ? answer.substring(StolenRead.REFUSED.length()) : answer);
  }

  private BreakIn forcedTask(Target target) {
    String attempt =
        "A job over %s asks for an executor at %s by name"
            .formatted(target.shard().id(), target.thief());
    int before = governance.denials().size();
    RDD<InternalRow> rows =
        ((org.apache.spark.sql.classic.Dataset<Row>)
                ShardReader.rows(spark, manifest, s -> s.id().equals(target.shard().id())))
            .queryExecution()
            .toRdd();
    long outside = governance.touches().outsidePermittedSet();
    long counted = new PinnedRdd(rows, executors.locationOf(target.thief())).count();
    boolean recorded = recorded(before, target.thief(), Denial.Layer.SCHEDULER);
    boolean refused =
        recorded
            && counted == target.shard().rows()
            && governance.touches().outsidePermittedSet() == outside;
    return new BreakIn(attempt, refused, recorded, Denial.Layer.SCHEDULER.id(), newest(before));
  }

  private BreakIn flippedByte() {
    String site = governance.driverSite();
    String attempt =
        "Somebody with access to the disk of %s flips one byte of a shuffle block between two jobs"
            .formatted(site);
    Dataset<Row> rows = ShardReader.rows(spark, manifest, s -> s.site().equals(site));
    JavaPairRDD<Integer, Integer> shuffled =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows)
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitionsWithIndex((shard, all) -> Ordinals.of(all), true)
            .mapToPair(n -> new Tuple2<>(n % 8, 1))
            .partitionBy(new HashPartitioner(4));
    long first = shuffled.count();
    int before = governance.denials().size();
    String flipped = executors.callAt(site, new FlipShuffleByte());
    long second = shuffled.count();
    boolean recorded = recorded(before, site, Denial.Layer.SHUFFLE);
    return new BreakIn(
        attempt + " (" + flipped + ")",
        recorded && first == second,
        recorded,
        Denial.Layer.SHUFFLE.id(),
        newest(before)
            + " Spark made the block again: %,d records before and after.".formatted(second));
  }

  /** Executors report without waiting for an answer: wait for the report, not for a time. */
  private boolean recorded(int before, String site, Denial.Layer layer) {
    BooleanSupplier there =
        () -> since(before).stream().anyMatch(d -> d.layer() == layer && d.site().equals(site));
    long end = System.nanoTime() + RECORD_WAIT_MILLIS * 1_000_000;
    while (!there.getAsBoolean() && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
    return there.getAsBoolean();
  }

  private List<Denial> since(int before) {
    List<Denial> all = governance.denials();
    return new ArrayList<>(all.subList(before, all.size()));
  }

  private String newest(int before) {
    List<Denial> denials = since(before);
    return denials.isEmpty() ? "nothing was recorded" : denials.get(0).text();
  }
}
