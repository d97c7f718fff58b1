package dev.bailiwick.spark.internal;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.spark.LocalSpark;
import dev.bailiwick.spark.Placement;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Dependency;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.example.Holders;
import org.example.OtherShuffle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/** What functions of Spark's own hold is not taken for what a user's function could read. */
final class TravellingTest {
  @TempDir static Path dir;
  private static SparkSession spark;
  private static JavaSparkContext java;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start();
    java = JavaSparkContext.fromSparkContext(spark.sparkContext());
    java.setCheckpointDir(dir.resolve("checkpoints").toString());
    spark.range(20).selectExpr("id", "id % 3 AS k").write().parquet(parquet());
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static String parquet() {
    return dir.resolve("rows").toString();
  }

  private static Dataset<Row> rows() {
    return spark.read().parquet(parquet());
  }

  private static JavaRDD<Integer> numbers() {
    return java.parallelize(List.of(1, 2, 3, 4), 2).map(i -> i + 1);
  }

  private static JavaPairRDD<Integer, Integer> pairs() {
    return numbers().mapToPair(i -> new Tuple2<>(i % 2, i));
  }

  static Stream<Named<Supplier<RDD<?>>>> natural() {
    Map<String, Supplier<RDD<?>>> all = new TreeMap<>();
    all.put("glom", () -> numbers().glom().rdd());
    all.put("distinct", () -> numbers().distinct().rdd());
    all.put("union", () -> numbers().union(numbers()).rdd());
    all.put("cartesian", () -> numbers().cartesian(numbers()).rdd());
    all.put("zip", () -> numbers().zip(numbers()).rdd());
    all.put("zipWithIndex", () -> numbers().zipWithIndex().rdd());
    all.put("coalesce", () -> numbers().coalesce(1).rdd());
    all.put("sortBy", () -> numbers().sortBy(i -> i, true, 2).rdd());
    all.put("intersection", () -> numbers().intersection(numbers()).rdd());
    all.put("subtract", () -> numbers().subtract(numbers()).rdd());
    all.put("cogroup", () -> pairs().cogroup(pairs()).rdd());
    all.put("join", () -> pairs().join(pairs()).rdd());
    all.put("foldByKey", () -> pairs().foldByKey(0, Integer::sum).rdd());
    all.put("aggregateByKey", () -> pairs().aggregateByKey(0, Integer::sum, Integer::sum).rdd());
    all.put("sample", () -> numbers().sample(true, 0.5).rdd());
    all.put("textFile", () -> java.textFile(parquet()).rdd());
    all.put("wholeTextFiles", () -> java.wholeTextFiles(parquet()).rdd());
    all.put("a function that holds what it works on", TravellingTest::ownParent);
    all.put("checkpoint", TravellingTest::checkpoint);
    for (String compiled : List.of("", ", not compiled")) {
      all.put("aggregates" + compiled, () -> sql(compiled, rows().groupBy("k").count()));
      all.put("explode" + compiled, () -> sql(compiled, rows().select(explode(array("id")))));
      all.put("broadcast join" + compiled, () -> sql(compiled, joined()));
      all.put(
          "explode after a join" + compiled,
          () -> sql(compiled, joined().select(explode(array("id")))));
      all.put("cached" + compiled, () -> sql(compiled, rows().cache().filter("id > 1")));
      all.put(
          "sub-query" + compiled,
          () ->
              sql(
                  compiled,
                  spark.sql(
                      ("SELECT explode(array(id + (SELECT max(id) FROM parquet.`%1$s`)))"
                              + " FROM parquet.`%1$s` WHERE id IN (SELECT k FROM parquet.`%1$s`)")
                          .formatted(parquet()))));
      all.put(
          "window" + compiled,
          () -> sql(compiled, rows().selectExpr("row_number() OVER (PARTITION BY k ORDER BY id)")));
      all.put("sort" + compiled, () -> sql(compiled, rows().orderBy("id")));
      all.put("function of the user's" + compiled, () -> sql(compiled, function()));
    }
    return all.entrySet().stream().map(e -> Named.of(e.getKey(), e.getValue()));
  }

  private static Dataset<Row> joined() {
    return rows().join(broadcast(rows().withColumnRenamed("id", "other")), "k");
  }

  private static Dataset<Row> function() {
    spark.udf().register("plus", (Long l) -> l + 1, org.apache.spark.sql.types.DataTypes.LongType);
    return rows().selectExpr("plus(id) AS id").filter(col("id").gt(1));
  }

  private static RDD<?> sql(String compiled, Dataset<Row> query) {
    String value = String.valueOf(compiled.isEmpty());
    spark.conf().set("spark.sql.codegen.wholeStage", value);
    try {
      // Sub-queries get their results first, as they do when the query is run.
      RDD<?> rdd =
          query.sparkSession().createDataset(query.toJSON().rdd(), stringEncoder()).javaRDD().rdd();
      rdd.count();
      return rdd;
    } finally {
      spark.conf().unset("spark.sql.codegen.wholeStage");
    }
  }

  private static org.apache.spark.sql.Encoder<String> stringEncoder() {
    return org.apache.spark.sql.Encoders.STRING();
  }

  private static RDD<?> ownParent() {
    JavaRDD<Integer> own = numbers();
    return own.map(i -> i + own.id()).rdd();
  }

  private static RDD<?> checkpoint() {
    JavaRDD<List<Integer>> cut = numbers().glom();
    cut.checkpoint();
    cut.count();
    return cut.map(l -> l).rdd();
  }

  /** Says aloud what it could not see through. */
  private static Placement placement() {
    return (Placement)
        Proxy.newProxyInstance(
            TravellingTest.class.getClassLoader(),
            new Class<?>[] {Placement.class},
            (self, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("unreadable");
              throw new IllegalStateException("unreadable: " + arguments[0]);
            });
  }

  @ParameterizedTest
  @MethodSource("natural")
  void isSeenThrough(Supplier<RDD<?>> of) {
    Travelling travelling = new Travelling(placement());
    RDD<?> last = of.get();
    assertThatCode(
            () -> {
              travelling.of(last);
              for (ShuffleDependency<?, ?, ?> shuffle : shuffles(last)) {
                travelling.of(shuffle.rdd(), shuffle);
              }
            })
        .doesNotThrowAnyException();
  }

  private static Set<ShuffleDependency<?, ?, ?>> shuffles(RDD<?> last) {
    Set<ShuffleDependency<?, ?, ?>> shuffles = new HashSet<>();
    Deque<RDD<?>> todo = new ArrayDeque<>(List.of(last));
    while (!todo.isEmpty()) {
      for (Dependency<?> dependency : Travelling.dependencies(todo.pop())) {
        todo.push(dependency.rdd());
        if (dependency instanceof ShuffleDependency<?, ?, ?> shuffle) {
          shuffles.add(shuffle);
        }
      }
    }
    return shuffles;
  }

  @Test
  void anRddInSomethingThatAFunctionHoldsIsFound() {
    JavaRDD<Integer> hidden = numbers();
    RDD<?> last = Holders.inAList(hidden, numbers()).rdd();
    assertThatThrownBy(() -> new Travelling(placement()).of(last))
        .hasMessageContaining("a function of the job holds RDD " + hidden.id())
        .hasMessageContaining("could read it in a task");
  }

  @Test
  void aShuffleOfAClassOfTheUsersIsNotBelieved() {
    RDD<Tuple2<String, String>> pairs = numbers().map(i -> new Tuple2<>("a", "b")).rdd();
    assertThatThrownBy(() -> new Travelling(placement()).of(pairs, new OtherShuffle(pairs)))
        .hasMessageContaining("org.example.OtherShuffle")
        .hasMessageContaining("a class of neither Spark nor Bailiwick");
  }

  @Test
  void aBroadcastIsToldByWhatItHoldsAndIsNotReadBack() {
    var configuration = new SerializableConfiguration(new Configuration(false));
    assertThat(hasBroadcasts(sent(configuration, SerializableConfiguration.class))).isFalse();
    assertThat(hasBroadcasts(sent("rows", String.class))).isTrue();
    var more = new More(new Configuration(false));
    assertThat(hasBroadcasts(sent(more, SerializableConfiguration.class))).isTrue();
    Broadcast<?> gone = sent(configuration, SerializableConfiguration.class);
    gone.destroy(true);
    assertThat(hasBroadcasts(gone)).isTrue();
  }

  private static final class More extends SerializableConfiguration {
    private static final long serialVersionUID = 1L;

    More(Configuration configuration) {
      super(configuration);
    }
  }

  @SuppressWarnings("unchecked")
  private static Broadcast<?> sent(Object value, Class<?> says) {
    return spark
        .sparkContext()
        .broadcast(value, (scala.reflect.ClassTag<Object>) (Object) ClassTag$.MODULE$.apply(says));
  }

  private static boolean hasBroadcasts(Broadcast<?> sent) {
    return ClosureScan.alone(new Tuple2<>("function", sent)).hasBroadcasts();
  }
}
