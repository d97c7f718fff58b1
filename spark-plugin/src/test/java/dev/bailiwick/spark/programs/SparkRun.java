package dev.bailiwick.spark.programs;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A program on Spark, governed or not. */
final class SparkRun {
  static final String SCHEMA = "o STRING, k INT, v BIGINT";

  private static final StructType ROWS = StructType.fromDDL(SCHEMA);
  private static final UserDefinedFunction MOVED = text(Origins::moved);
  private static final UserDefinedFunction DRIVEN = text(Origins::throughDriver);
  private static final UserDefinedFunction NORMAL = text(Origins::normal);

  private final SparkSession spark;
  private final World world;
  private final Program program;
  private final Path target;
  private final List<Dataset<Row>> tables = new ArrayList<>();
  private final List<JavaRDD<Row>> kept = new ArrayList<>();

  private SparkRun(SparkSession spark, World world, Program program, Path target) {
    this.spark = spark;
    this.world = world;
    this.program = program;
    this.target = target;
  }

  private static UserDefinedFunction text(UDF1<String, String> function) {
    return udf(function, DataTypes.StringType);
  }

  /**
   * Runs it in a session of its own.
   *
   * @param target where a program that writes does so
   * @return rows in order, or one line with numbers; of a write nothing
   */
  static List<String> of(SparkSession parent, World world, Program program, Path target) {
    SparkSession spark = parent.newSession();
    Program.Settings s = program.settings();
    spark.conf().set("spark.sql.adaptive.enabled", String.valueOf(s.adaptive()));
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", s.autoBroadcast() ? "10m" : "-1");
    spark.conf().set("spark.sql.shuffle.partitions", String.valueOf(s.partitions()));
    if (s.v2()) {
      spark.conf().set("spark.sql.sources.useV1SourceList", "");
    }
    if (s.packed()) {
      spark.conf().set("spark.sql.files.openCostInBytes", "0");
    }
    SparkRun run = new SparkRun(spark, world, program, target);
    try {
      return run.run();
    } finally {
      run.kept.forEach(JavaRDD::unpersist);
      spark.catalog().clearCache();
    }
  }

  private List<String> run() {
    for (int i = 0; i < program.scans().size(); i++) {
      tables.add(
          program.uses(i) ? probed(scan(program.scans().get(i)), -1 - i) : spark.emptyDataFrame());
    }
    for (int i = 0; i < program.steps().size(); i++) {
      Program.Step step = program.steps().get(i);
      Dataset<Row> a = tables.get(step.left());
      Dataset<Row> b = step.right() < 0 ? a : tables.get(step.right());
      tables.set(step.left(), probed(step(step, a, b), i));
    }
    return act(tables.get(program.result()));
  }

  private Dataset<Row> scan(Program.Scan scan) {
    List<World.DataSet> datasets = scan.datasets().stream().map(world::dataset).toList();
    String[] paths = datasets.stream().map(world::path).toArray(String[]::new);
    if (scan.asText()) {
      return frame(
          RddSteps.parsed(
              JavaSparkContext.fromSparkContext(spark.sparkContext()).textFile(paths[0])));
    }
    String format = datasets.get(0).format();
    return program.settings().infer() && !format.equals("csv")
        ? spark
            .read()
            .format(format)
            .load(paths)
            .select(col("o"), col("k").cast("int").as("k"), col("v").cast("long").as("v"))
        : spark.read().format(format).schema(ROWS).load(paths);
  }

  private Dataset<Row> frame(JavaRDD<Row> rows) {
    return spark.createDataFrame(rows, ROWS);
  }

  private JavaRDD<Row> keep(JavaRDD<Row> rows) {
    kept.add(rows);
    return rows;
  }

  private Dataset<Row> probed(Dataset<Row> rows, int step) {
    Probe probe = new Probe(program.seed(), step);
    if (step % 3 == 1) {
      return frame(RddSteps.probed(rows.javaRDD(), probe));
    }
    UserDefinedFunction function = udf(probe, DataTypes.StringType);
    if (!program.settings().plainProbe()) {
      function = function.asNondeterministic();
    }
    return rows.select(function.apply(col("o")).as("o"), col("k"), col("v"));
  }

  private static Column gathered() {
    return NORMAL.apply(array_join(collect_set(col("o")), ","));
  }

  private static Column mod(Column v) {
    return v.mod(lit(Rec.MODULUS)).as("v");
  }

  private static Dataset<Row> moved(Dataset<Row> rows) {
    return rows.select(MOVED.apply(col("o")).as("o"), col("k"), col("v"));
  }

  private Dataset<Row> step(Program.Step step, Dataset<Row> a, Dataset<Row> b) {
    int n = step.a();
    int partitions = program.settings().partitions();
    return switch (step.op()) {
      case FILTER -> a.filter(col("v").mod(3).notEqual(n % 3));
      case SELECT ->
          a.select(
              col("o"), col("k").plus(n).mod(Rec.KEYS).as("k"), mod(col("v").multiply(3).plus(n)));
      case EXPLODE ->
          a.withColumn("x", explode(org.apache.spark.sql.functions.array(lit(0L), lit((long) n))))
              .select(col("o"), col("k"), mod(col("v").plus(col("x"))));
      case SAMPLE -> a.sample(false, 0.6, n);
      case COALESCE -> a.coalesce(1 + n % 3);
      case SORT_WITHIN_PARTITIONS -> a.sortWithinPartitions(col("v"), col("k"));
      case CACHE -> {
        Dataset<Row> cached = a.cache();
        if (n % 2 == 0) {
          cached.count();
        }
        yield cached;
      }
      case SLOW_TASK ->
          a.mapPartitions((MapPartitionsFunction<Row, Row>) RddSteps::slowly, Encoders.row(ROWS));
      case REPARTITION -> moved(a.repartition(1 + n % 4));
      case REPARTITION_BY_KEY -> moved(a.repartition(1 + n % 4, col("k")));
      case DISTINCT -> moved(a.distinct());
      case SORT -> moved(a.orderBy(col("k"), col("v"), col("o")));
      case AGGREGATE ->
          moved(
              a.groupBy(col("k"))
                  .agg(gathered().as("o"), mod(org.apache.spark.sql.functions.sum(col("v"))))
                  .select("o", "k", "v"));
      case CUBE -> cube(a);
      case WINDOW -> {
        var window = Window.partitionBy("k");
        yield moved(
            a.select(
                NORMAL.apply(array_join(collect_set(col("o")).over(window), ",")).as("o"),
                col("k"),
                mod(col("v").plus(org.apache.spark.sql.functions.sum(col("v")).over(window)))));
      }
      case CHECKPOINT -> a.checkpoint();
      case LOCAL_CHECKPOINT -> a.localCheckpoint();
      case ROUND_TRIP ->
          spark
              .createDataFrame(a.collectAsList(), ROWS)
              .select(DRIVEN.apply(col("o")).as("o"), col("k"), col("v"));
      case UNION -> a.union(b);
      case JOIN -> moved(pairs(a.as("a").join(b.as("b"), onKey(), "inner"), false));
      case LEFT_JOIN -> moved(pairs(a.as("a").join(b.as("b"), onKey(), "left_outer"), false));
      case BROADCAST_JOIN -> pairs(a.as("a").join(broadcast(b.as("b")), onKey(), "inner"), true);
      case CROSS_JOIN -> {
        Dataset<Row> x = a.filter(col("v").mod(3).equalTo(0)).as("a");
        Dataset<Row> y = b.filter(col("v").mod(3).equalTo(1)).as("b");
        boolean hinted = program.settings().autoBroadcast();
        yield pairs(x.crossJoin(hinted ? broadcast(y) : y), hinted);
      }
      case LEFT_SEMI_JOIN -> moved(half(a, b, "left_semi"));
      case LEFT_ANTI_JOIN -> moved(half(a, b, "left_anti"));
      case SCALAR_SUBQUERY -> {
        views(a, b);
        spark
            .udf()
            .register(
                "gathered", (UDF1<String, String>) Origins::throughDriver, DataTypes.StringType);
        spark
            .udf()
            .register("normal", (UDF1<String, String>) Origins::normal, DataTypes.StringType);
        yield spark.sql(
            "SELECT normal(concat_ws(',', o, (SELECT gathered(array_join(collect_set(o), ','))"
                + " FROM b))) AS o, k,"
                + " (v + coalesce((SELECT max(v) FROM b), 0)) % 1000 AS v FROM a");
      }
      case IN_SUBQUERY -> {
        views(a, b);
        yield moved(
            spark.sql("SELECT o, k, v FROM a WHERE k IN (SELECT k FROM b WHERE v % 2 = 1)"));
      }
      case RDD_MAP -> frame(RddSteps.map(a.javaRDD(), n));
      case RDD_REPARTITION -> frame(RddSteps.repartition(a.javaRDD(), 1 + n % 4));
      case RDD_SORT_BY -> frame(RddSteps.sortBy(a.javaRDD(), partitions));
      case RDD_REDUCE_BY_KEY -> frame(RddSteps.reduceByKey(a.javaRDD(), partitions));
      case RDD_PERSIST -> frame(keep(RddSteps.persist(a.javaRDD(), n)));
      case RDD_CHECKPOINT -> frame(RddSteps.checkpoint(a.javaRDD(), false));
      case RDD_LOCAL_CHECKPOINT -> frame(RddSteps.checkpoint(a.javaRDD(), true));
      case RDD_UNION -> frame(a.javaRDD().union(b.javaRDD()));
      case RDD_ZIP_PARTITIONS -> frame(RddSteps.zip(a.javaRDD(), b.javaRDD()));
      case RDD_COGROUP -> frame(RddSteps.cogroup(a.javaRDD(), b.javaRDD(), partitions));
      case RDD_CARTESIAN -> frame(RddSteps.cartesian(a.javaRDD(), b.javaRDD()));
      case RDD_SUBTRACT_BY_KEY -> frame(RddSteps.subtract(a.javaRDD(), b.javaRDD(), partitions));
    };
  }

  private static Dataset<Row> cube(Dataset<Row> a) {
    return moved(
        a.select(col("o"), col("k").mod(2).as("x"), col("k").mod(3).as("y"), col("v"))
            .cube(col("x"), col("y"))
            .agg(gathered().as("o"), mod(org.apache.spark.sql.functions.sum(col("v"))))
            .select(
                col("o"),
                coalesce(col("x"), lit(2)).multiply(3).plus(coalesce(col("y"), lit(3))).as("k"),
                col("v")));
  }

  private static Column onKey() {
    return col("a.k").equalTo(col("b.k"));
  }

  private static Dataset<Row> pairs(Dataset<Row> joined, boolean driver) {
    Column right = driver ? DRIVEN.apply(col("b.o")) : col("b.o");
    return joined.select(
        NORMAL.apply(concat_ws(",", col("a.o"), right)).as("o"),
        col("a.k").as("k"),
        mod(col("a.v").plus(coalesce(col("b.v"), lit(0L)))));
  }

  private static Dataset<Row> half(Dataset<Row> a, Dataset<Row> b, String type) {
    return a.as("a")
        .join(b.filter(col("v").mod(2).equalTo(0)).as("b"), onKey(), type)
        .select(col("o"), col("k"), col("v"));
  }

  private static void views(Dataset<Row> a, Dataset<Row> b) {
    a.createOrReplaceTempView("a");
    b.createOrReplaceTempView("b");
  }

  private List<String> act(Dataset<Row> rows) {
    return switch (program.action()) {
      case COUNT -> List.of(String.valueOf(rows.count()));
      case RDD_COUNT -> List.of(String.valueOf(rows.javaRDD().count()));
      case FOREACH -> {
        Probe probe = new Probe(program.seed(), program.steps().size());
        rows.foreachPartition(
            (ForeachPartitionFunction<Row>)
                partition -> partition.forEachRemaining(r -> probe.touch(r.getString(0))));
        yield List.of();
      }
      case WRITE -> {
        rows.write().json(target.toString());
        yield List.of();
      }
      case COLLECT -> lines(rows.collectAsList());
      case RDD_COLLECT -> lines(rows.javaRDD().collect());
      case ITERATOR -> {
        List<Row> all = new ArrayList<>();
        rows.toLocalIterator().forEachRemaining(all::add);
        yield lines(all);
      }
      case AGGREGATE -> {
        Row one =
            rows.agg(
                    org.apache.spark.sql.functions.count(lit(1)),
                    org.apache.spark.sql.functions.sum(col("v")),
                    org.apache.spark.sql.functions.max(col("k")))
                .collectAsList()
                .get(0);
        yield List.of(one.toString());
      }
    };
  }

  private static List<String> lines(List<Row> rows) {
    return rows.stream()
        .map(r -> new Rec(r.getString(0), r.getInt(1), r.getLong(2)).toString())
        .sorted()
        .toList();
  }
}
