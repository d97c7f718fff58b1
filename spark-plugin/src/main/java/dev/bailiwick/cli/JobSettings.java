package dev.bailiwick.cli;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.spark.BailiwickConf;
import dev.bailiwick.spark.BailiwickPlugin;
import dev.bailiwick.train.Job;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/** The settings of the application that runs a job. */
final class JobSettings {
  private JobSettings() {}

  /**
   * What the job says, put into the settings that the submission brings.
   *
   * <p>Policies of both count together, which can only forbid more: those that an operator sets for
   * every application are not lost because a job names its own, nor the other way round.
   *
   * @throws BailiwickException BAD_ARGUMENT when the settings and the job name different topologies
   */
  static SparkConf of(Job job, Path output, SparkConf conf) {
    requireSameTopology(job, conf);
    Set<Path> policies = new LinkedHashSet<>();
    BailiwickConf.of(conf).policies().forEach(p -> policies.add(absolute(p)));
    job.policies().forEach(p -> policies.add(absolute(p)));
    return conf.setIfMissing("spark.app.name", "bailiwick " + job.id())
        .setIfMissing("spark.plugins", BailiwickPlugin.class.getName())
        .setIfMissing(BailiwickConf.AUDIT_DIR, output.resolve("audit").toString())
        .set(BailiwickConf.TOPOLOGY, job.topology().toString())
        .set(
            BailiwickConf.POLICIES,
            policies.stream().map(Path::toString).collect(Collectors.joining(",")));
  }

  private static void requireSameTopology(Job job, SparkConf conf) {
    String set = conf.get(BailiwickConf.TOPOLOGY, "").trim();
    if (!set.isEmpty() && !absolute(Path.of(set)).equals(absolute(job.topology()))) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "%s is %s, and the job %s names the topology %s; expected one: remove the setting, or make"
                  .formatted(BailiwickConf.TOPOLOGY, set, job.file(), job.topology())
              + " the job name it");
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
