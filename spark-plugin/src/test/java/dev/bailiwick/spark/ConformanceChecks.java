package dev.bailiwick.spark;

import static dev.bailiwick.spark.ConformanceWorld.await;
import static dev.bailiwick.spark.ConformanceWorld.origins;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * What must hold on every master, in the order in which it is checked. It runs in the driver of the
 * application, wherever that is.
 */
final class ConformanceChecks {
  private static final long ROWS = TestSites.ROWS;

  private final ConformanceWorld world;
  private final Map<String, Check> checks = new LinkedHashMap<>();

  /** Throws if it does not hold; says why if it cannot be asked of this master. */
  interface Check {
    String run() throws Exception;
  }

  /** A check that can be asked of every master. */
  private interface Always {
    void run() throws Exception;
  }

  private ConformanceChecks(ConformanceWorld world) {
    this.world = world;
    always("every executor proves its site", this::executors);
    always("rows are read only where they may be", this::reading);
    always("rows that are shuffled meet where all may be", this::shuffles);
    always("a shuffle across borders is refused and the context lives", this::crossing);
    always("rows that the driver may not see do not reach it", this::collecting);
    checks.put("two executors of a site share its work", this::sharing);
    checks.put("copies of slow tasks stay in the permitted set", this::speculation);
    checks.put("an executor that dies is replaced, and the late one proves itself", this::loss);
    checks.put("stages with resource profiles are governed", this::profiles);
    always("rows that the driver may see reach it", this::permittedCollect);
    always("no executor touched a row outside its permitted set", this::violations);
  }

  static Map<String, Check> of(ConformanceWorld world) {
    return new ConformanceChecks(world).checks;
  }

  /** All of them, without an application. */
  static Set<String> names() {
    return new LinkedHashMap<>(
            new ConformanceChecks(new ConformanceWorld(null, null, List.of(), null, 0)).checks)
        .keySet();
  }

  private void always(String name, Always check) {
    checks.put(
        name,
        () -> {
          check.run();
          return "";
        });
  }

  private void executors() throws InterruptedException {
    await(() -> world.present().size() >= world.executors().size());
    assertThat(world.present()).isEqualTo(world.executors());
  }

  private void reading() {
    Dataset<Row> here = world.of("fra").union(world.of("iad"));
    if (world.isOneProcess()) {
      assertThat(world.touch(here, "raw")).isEqualTo(2 * ROWS);
      assertThatThrownBy(() -> world.touch(world.of("nrt"), "raw"))
          .hasMessageContaining("this application has one process only")
          .hasMessageContaining("may not be at site fra as raw by policy jp");
      return;
    }
    Dataset<Row> all = here.union(world.of("nrt")).union(world.table(world.privatePath()));
    assertThat(world.touch(all, "raw")).isEqualTo(4 * ROWS);
    assertThat(world.touch(all.coalesce(8), "raw")).isEqualTo(4 * ROWS);
    JavaRDD<String> lines =
        world.lines(world.sites().path("nrt"), 2).union(world.lines(world.sites().path("fra"), 2));
    assertThat(world.touch(lines, "raw")).isEqualTo(2 * ROWS);
    assertThat(world.of("nrt").filter("id < 10").count()).isEqualTo(10);
  }

  private void shuffles() {
    Dataset<Row> mixed = world.of("fra").union(world.of("iad"));
    mixed = world.isOneProcess() ? mixed : mixed.union(world.of("nrt"));
    long rows = (world.isOneProcess() ? 2 : 3) * ROWS;
    assertThat(world.touch(mixed.repartition(6), "intermediate")).isEqualTo(rows);
    assertThat(world.touch(mixed.groupBy("origin", "id").count(), "intermediate")).isEqualTo(rows);
    Dataset<Row> other =
        world.of(world.isOneProcess() ? "fra" : "nrt").withColumnRenamed("origin", "other");
    Dataset<Row> joined = world.of("iad").join(other, "id").select("origin", "other");
    assertThat(world.touch(joined, "intermediate")).isEqualTo(ROWS);
    JavaRDD<String> keys =
        origins(mixed)
            .mapToPair(o -> new Tuple2<>(o, 1))
            .reduceByKey(Integer::sum, 3)
            .map(t -> t._1);
    assertThat(world.touch(keys, "intermediate")).isEqualTo(rows / ROWS);
  }

  private void crossing() {
    int before = world.governance().denials().size();
    Dataset<Row> impossible = world.of("fra").union(world.table(world.privatePath()));
    assertThatThrownBy(() -> world.touch(impossible.repartition(3), "intermediate"))
        .hasMessageContaining("efused")
        .hasMessageContaining("policy");
    assertThat(world.governance().denials()).hasSize(before + 1);
    assertThat(world.of("fra").javaRDD().count()).isEqualTo(ROWS);
  }

  private void collecting() {
    assertThatThrownBy(() -> world.of("fra").collectAsList())
        .hasMessageContaining("as view")
        .hasMessageContaining("policy de");
    assertThatThrownBy(() -> world.of("fra").javaRDD().take(1)).hasMessageContaining("as view");
  }

  private String sharing() throws IOException {
    if (world.isOneProcess()) {
      return "one process";
    }
    JavaRDD<String> rows = world.lines(world.privatePath(), 6);
    assertThat(world.touch(rows, "raw", RowRecorder.Way.SLOW)).isEqualTo(ROWS);
    Set<String> executors =
        RowRecords.in(world.records()).stream()
            .filter(t -> t.way() == RowRecorder.Way.SLOW)
            .map(RowRecords.Touch::executor)
            .collect(Collectors.toSet());
    assertThat(executors).hasSize(2).isEqualTo(Set.copyOf(world.alive("nrt")));
    return "";
  }

  private String speculation() throws IOException {
    if (world.hosts() < 2) {
      return "its executors are on one host, and Spark starts no copy on the host of the first";
    }
    AtomicInteger copies = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            if (start.taskInfo().speculative()) {
              copies.incrementAndGet();
            }
          }
        };
    world.spark().sparkContext().addSparkListener(listener);
    JavaRDD<String> rows = world.lines(world.sites().path("iad"), 4);
    assertThat(world.touch(rows, "raw", RowRecorder.Way.FIRST_LINGERS)).isEqualTo(ROWS);
    world.spark().sparkContext().removeSparkListener(listener);
    assertThat(copies).hasPositiveValue();
    List<String> sites = new ArrayList<>();
    for (RowRecords.Touch touch : RowRecords.in(world.records())) {
      if (touch.way() == RowRecorder.Way.FIRST_LINGERS && touch.attempt().startsWith("0.")) {
        sites.add(touch.site());
      }
    }
    assertThat(sites).containsExactlyInAnyOrder("fra", "iad");
    return "";
  }

  private String loss() throws Exception {
    if (world.isOneProcess()) {
      return "one process";
    }
    List<String> before = world.alive("fra");
    assertThat(
            world.touch(
                world.lines(world.sites().path("fra"), 1), "raw", RowRecorder.Way.FIRST_DIES))
        .isEqualTo(ROWS);
    List<String> after = world.alive("fra");
    assertThat(after).hasSize(1).doesNotContainAnyElementsOf(before);
    return "";
  }

  private String profiles() {
    if (world.isOneProcess()) {
      return "Spark has none for a local master";
    }
    ResourceProfile profile =
        new ResourceProfileBuilder().require(new TaskResourceRequests().cpus(1)).build();
    JavaRDD<String> rows =
        world
            .lines(world.privatePath(), 3)
            .union(world.lines(world.sites().path("fra"), 3))
            .withResources(profile);
    assertThat(world.touch(rows, "raw")).isEqualTo(2 * ROWS);
    return "";
  }

  /** The last with rows: what has come to the driver narrows where its own data may go. */
  private void permittedCollect() {
    assertThat(world.of("iad").collectAsList()).hasSize((int) ROWS);
  }

  private void violations() throws IOException {
    List<RowRecords.Touch> touches = RowRecords.in(world.records());
    assertThat(touches).hasSizeGreaterThan(10);
    assertThat(touches).filteredOn(t -> !t.isPermitted()).isEmpty();
    assertThat(touches.stream().map(RowRecords.Touch::site).distinct())
        .containsExactlyInAnyOrderElementsOf(Set.copyOf(world.executors()));
    assertThat(world.governance().touches().outsidePermittedSet()).isZero();
  }
}
