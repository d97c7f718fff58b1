package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The application of {@link SchedulerBenchmark}: it knows no plugin. */
public final class SchedulerTrial {
  /** Tasks that have nothing to read. */
  static final String EMPTY = "empty";

  /** Tasks that read a line of a file that a policy governs. */
  static final String GOVERNED = "governed";

  static final List<String> JOBS = List.of(EMPTY, GOVERNED);

  /** This part of the tasks first, until the schedulers and the executors are compiled. */
  private static final int WARM_UP_PART = 4;

  private static final double NANOS = 1e9;

  private SchedulerTrial() {}

  /**
   * Runs both jobs.
   *
   * @param args the file of lines, how many tasks, and where the seconds of each of {@link #JOBS}
   *     go
   */
  public static void main(String[] args) throws Exception {
    int tasks = Integer.parseInt(args[1]);
    try (JavaSparkContext spark =
        new JavaSparkContext(new SparkConf().setAppName("bailiwick bench scheduler"))) {
      List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
      List<IntFunction<JavaRDD<?>>> jobs =
          List.of(
              n -> spark.parallelize(numbers.subList(0, n), n), n -> spark.textFile(args[0], n));
      double[] seconds = new double[jobs.size()];
      for (int job = 0; job < seconds.length; job++) {
        seconds(jobs.get(job), tasks / WARM_UP_PART, tasks);
        seconds[job] = seconds(jobs.get(job), tasks, tasks);
      }
      new ObjectMapper().writeValue(Path.of(args[2]).toFile(), seconds);
    }
  }

  private static double seconds(IntFunction<JavaRDD<?>> job, int tasks, int most) {
    JavaRDD<?> rows = job.apply(tasks);
    long begun = System.nanoTime();
    long found = rows.count();
    double seconds = (System.nanoTime() - begun) / NANOS;
    if (found != tasks && found != most) {
      throw new IllegalStateException(found + " rows instead of " + tasks + " or " + most);
    }
    return seconds;
  }
}
