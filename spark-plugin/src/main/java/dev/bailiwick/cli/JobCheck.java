package dev.bailiwick.cli;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.sharding.spark.DealtPlan;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobData.JobSource;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.StructType;

/** What can be said of a job before any process is started: its documents must fit each other. */
final class JobCheck {
  private JobCheck() {}

  /**
   * @throws BailiwickException BAD_DOCUMENT at the first place that does not fit
   */
  static void require(Job job, Topology topology) {
    for (JobSource source : job.data().sources()) {
      if (topology.site(source.site()).isEmpty()) {
        List<String> known = topology.sites().stream().map(site -> site.name()).toList();
        throw source
            .place()
            .error(
                "the topology %s has no site '%s'; it has %s."
                    .formatted(topology.source().getFileName(), source.site(), known));
      }
    }
    StructType schema = schema(job);
    job.jurisdiction()
        .column()
        .filter(column -> !Arrays.asList(schema.fieldNames()).contains(column))
        .ifPresent(
            column -> {
              throw job.data()
                  .schemaPlace()
                  .error(
                      "the schema has no column '%s', which the jurisdiction is taken from; it has %s."
                          .formatted(column, List.of(schema.fieldNames())));
            });
    try {
      DealtPlan.check(job.data().strategy(), job.data().id(), schema);
    } catch (BailiwickException e) {
      throw job.data().strategyPlace().error(String.valueOf(e.getMessage()));
    }
    try {
      Preprocessor.of(job.features(), job.label()).check(schema);
    } catch (BailiwickException e) {
      throw job.data().schemaPlace().error(String.valueOf(e.getMessage()));
    }
  }

  private static StructType schema(Job job) {
    try {
      return StructType.fromDDL(job.data().schema());
    } catch (Exception e) {
      if (e instanceof ParseException || e instanceof RuntimeException) {
        throw job.data()
            .schemaPlace()
            .error(
                "the schema is not Spark DDL such as \"age INT, name STRING\": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      }
      throw e;
    }
  }
}
