package dev.bailiwick.cli.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  private static final double NANOS = 1e9;

  private SchedulerTrial() {}

  /**
   * Tells its scheduler's class, then runs a job for each line that asks for one, and answers with
   * its seconds.
   *
   * @param args the file of lines, how many tasks, and the port of who asks
   */
  public static void main(String[] args) throws Exception {
    int tasks = Integer.parseInt(args[1]);
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    try (JavaSparkContext spark =
            new JavaSparkContext(new SparkConf().setAppName("bailiwick bench scheduler"));
        Socket turns = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2]));
        BufferedReader jobs =
            new BufferedReader(
                new InputStreamReader(turns.getInputStream(), StandardCharsets.US_ASCII));
        PrintWriter answers =
            new PrintWriter(turns.getOutputStream(), true, StandardCharsets.US_ASCII)) {
      answers.println(spark.sc().taskScheduler().getClass().getSimpleName());
      for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
        JavaRDD<?> rows =
            job.equals(EMPTY) ? spark.parallelize(numbers, tasks) : spark.textFile(args[0], tasks);
        answers.println(seconds(rows, tasks));
      }
    }
  }

  private static double seconds(JavaRDD<?> rows, int tasks) {
    long begun = System.nanoTime();
    long found = rows.count();
    double seconds = (System.nanoTime() - begun) / NANOS;
    if (found != tasks) {
      throw new IllegalStateException(found + " rows instead of " + tasks);
    }
    return seconds;
  }
}
