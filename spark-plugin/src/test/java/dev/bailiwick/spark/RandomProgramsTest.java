package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.spark.programs.Campaign;
import dev.bailiwick.spark.programs.Reference;
import dev.bailiwick.spark.programs.Tally;
import dev.bailiwick.spark.programs.World;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs under random policies, on executors that write down themselves whose rows they
 * have. 1,000 of them with {@code -Dbailiwick.long=true}; {@code -Dbailiwick.world=W
 * -Dbailiwick.program=P} runs one again.
 */
final class RandomProgramsTest {
  private static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  private static final int WORLDS = LONG ? 5 : 1;
  private static final int PROGRAMS =
      Integer.getInteger("bailiwick.programs", LONG ? 1000 / WORLDS : 12);
  private static final int UNGUARDED = 4;
  private static final long WORLD = Long.getLong("bailiwick.world", 20261121L);

  @TempDir Path dir;

  @Test
  void rowsAreOnlyWhereTheirPoliciesPermitAndAnUnguardedSparkBreaksThem() throws Exception {
    for (int i = 0; i < WORLDS; i++) {
      run(WORLD + i, dir.resolve("world-" + i));
    }
  }

  private static void run(long seed, Path dir) throws Exception {
    System.out.println("world " + seed + " (rerun with -Dbailiwick.world=" + seed + ")");
    World world = Campaign.world(seed, dir);
    Map<String, Path> homes = new LinkedHashMap<>();
    World.SITES.forEach(site -> homes.put(site, world.home(site)));
    try (TestCluster cluster = TestCluster.start(dir, homes);
        Reference reference = Campaign.reference(world, dir.resolve("reference"))) {
      Tally governed = governed(world, cluster, reference, seeds(seed));
      assertThat(governed.violations()).isEmpty();
      assertThat(governed.wrongResults()).isEmpty();
      assertThat(governed.failures()).isEmpty();
      assertThat(governed.broken()).hasSizeLessThanOrEqualTo(1 + PROGRAMS / 100);
      assertThat(governed.bareRefusals()).isEmpty();
      if (System.getProperty("bailiwick.program") == null) {
        assertThat(governed.touches()).isGreaterThan(PROGRAMS);
        assertThat(governed.kills()).isPositive();
        assertThat(governed.operators()).isGreaterThanOrEqualTo(15);
        assertThat(governed.ranLegal() * 10).isGreaterThanOrEqualTo(governed.legal() * 6);
        Tally unguarded = unguarded(world, cluster, reference, seeds(seed).limit(UNGUARDED));
        assertThat(unguarded.violations()).isNotEmpty();
      }
    }
  }

  private static LongStream seeds(long world) {
    Long one = Long.getLong("bailiwick.program");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(world * 10_000, world * 10_000 + PROGRAMS);
  }

  private static Tally governed(
      World world, TestCluster cluster, Reference reference, LongStream seeds) throws Exception {
    SparkConf conf =
        conf(world, cluster)
            .set("spark.plugins", BailiwickPlugin.class.getName())
            .set(BailiwickConf.TOPOLOGY, world.topology().toString())
            .set(BailiwickConf.POLICIES, world.policies())
            .set(BailiwickConf.SITE_HOME, world.home(World.DRIVER).toString())
            .set(BailiwickConf.PLACEMENT_TIMEOUT, "60s");
    return run(conf, world, cluster, reference, cluster::killExecutors, seeds);
  }

  /** The same cluster and programs without the plugin: nobody says where a task may run. */
  private static Tally unguarded(
      World world, TestCluster cluster, Reference reference, LongStream seeds) throws Exception {
    return run(conf(world, cluster), world, cluster, reference, site -> 0, seeds);
  }

  private static Tally run(
      SparkConf conf,
      World world,
      TestCluster cluster,
      Reference reference,
      ToIntFunction<String> killer,
      LongStream seeds)
      throws Exception {
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      spark
          .sparkContext()
          .setCheckpointDir(world.storage(World.DRIVER).resolve("checkpoints").toString());
      return Campaign.run(
          spark,
          world,
          reference,
          () ->
              World.SITES.stream()
                  .flatMap(site -> cluster.executorFiles(site, "touches\\.txt").stream())
                  .toList(),
          killer,
          () -> forget(spark, conf),
          seeds);
    }
  }

  /**
   * A program stands for an application, and starting one for each would take hours: the driver
   * forgets what the programs before returned to it.
   */
  private static void forget(SparkSession spark, SparkConf conf) {
    if (!conf.contains("spark.plugins")) {
      return;
    }
    try {
      Field returned = LivePlacement.class.getDeclaredField("returned");
      returned.setAccessible(true);
      ((Collection<?>) returned.get(Governance.of(spark.sparkContext()).placement())).clear();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("LivePlacement keeps what was returned elsewhere", e);
    }
  }

  private static SparkConf conf(World world, TestCluster cluster) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster(cluster.master())
            .setAppName("programs")
            .set("spark.log.level", "ERROR")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.default.parallelism", "4")
            .set("spark.sql.warehouse.dir", world.dir().resolve("warehouse").toString())
            .set("spark.speculation", "true")
            .set("spark.speculation.interval", "50ms")
            .set("spark.speculation.quantile", "0.3")
            .set("spark.speculation.multiplier", "1.5")
            .set("spark.task.maxFailures", "10")
            .set("spark.stage.maxConsecutiveAttempts", "12")
            .set("spark.shuffle.io.maxRetries", "2")
            .set("spark.shuffle.io.retryWait", "200ms");
    return cluster.with(conf, World.SITES.size());
  }
}
