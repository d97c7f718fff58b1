package dev.bailiwick.spark;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.spark.result.RunResult.BreakIn;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What is done with a run's shards once it has trained, while its application is still up. */
@FunctionalInterface
public interface Afterwards {
  /** Nothing. */
  Afterwards NOTHING = (spark, governance, manifest) -> List.of();

  /** Does it; what was tried against the run's own guards goes into its report. */
  List<BreakIn> run(SparkSession spark, Governance governance, Manifest manifest);
}
