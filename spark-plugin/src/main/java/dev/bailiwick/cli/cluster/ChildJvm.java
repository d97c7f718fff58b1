package dev.bailiwick.cli.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command that runs one main class of a stock Spark on a {@link Leash}. */
final class ChildJvm {
  private final SparkHome spark;
  private final RunFolder run;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private String conf = "cluster";
  private @Nullable Path log;

  ChildJvm(SparkHome spark, RunFolder run) {
    this.spark = spark;
    this.run = run;
    environment.put("SPARK_HOME", spark.dir().toString());
    // Without it executors look for the build folders of a Spark source tree.
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", LocalCluster.LOOPBACK);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("OMP_NUM_THREADS", "1");
    options.add("-XX:+UseSerialGC");
    options.add("-Dorg.bytedeco.javacpp.cachedir=" + run.natives());
  }

  ChildJvm options(List<String> more) {
    options.addAll(more);
    return this;
  }

  ChildJvm with(String variable, Path value) {
    environment.put(variable, value.toString());
    return this;
  }

  /** Lets it speak with the cluster of this run folder. */
  ChildJvm authenticated(Path clusterFolder) {
    environment.put("_SPARK_AUTH_SECRET", RunFolder.secret(clusterFolder));
    return this;
  }

  /** The folder under {@link RunFolder#conf} that says where the log goes. */
  ChildJvm conf(String name) {
    this.conf = name;
    return this;
  }

  /** Where its output goes; without one it shares the terminal of this process. */
  ChildJvm log(Path file) {
    this.log = file;
    return this;
  }

  Process start(Children children, String mainClass, List<String> arguments) {
    Path confDir = run.conf(conf);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(
        String.join(File.pathSeparator, confDir + "/", run.leash() + "/", spark.classPath()));
    command.add(Leash.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(run.scratch().toFile());
    Map<String, String> env = builder.environment();
    // What the user set for another Spark, or for another site, must not leak in here.
    env.keySet().removeIf(k -> k.startsWith("SPARK_") || k.startsWith("_SPARK_"));
    env.keySet().removeIf(k -> k.startsWith("BAILIWICK_") || k.equals("HADOOP_CONF_DIR"));
    env.put("SPARK_CONF_DIR", confDir.toString());
    env.putAll(environment);
    if (log == null) {
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    } else {
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }
    return children.start(builder);
  }
}
