package dev.bailiwick.spark.sql;

import java.util.OptionalLong;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.SparkPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is proven of a physical plan when it runs, whoever made it: its operators are read back as
 * the query that they carry out, down to the files, and that query is judged by {@link Releasable}
 * like any other. What cannot be read is no release; then the driver's gate judges rows.
 */
final class ReleaseProof {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseProof.class);

  private ReleaseProof() {}

  /**
   * From how many records each row of this plan is made at least, 0 for a number of all rows; empty
   * if it cannot be proven.
   */
  static OptionalLong minimum(SparkPlan plan) {
    try {
      Releasable found = Releasable.of(withoutSelection(Reading.of(plan)));
      if (found instanceof Releasable.Yes yes) {
        return OptionalLong.of(yes.minimum());
      }
      LOG.debug("Aggregates are not released: {}", found);
    } catch (Exception e) {
      // A plan that nobody thought of must fail no query that asks for no release.
      LOG.warn("Aggregates are not released: their plan could not be read", e);
    }
    return OptionalLong.empty();
  }

  /** Spark leaves out columns on the way; what is made of released rows alone is released. */
  private static LogicalPlan withoutSelection(LogicalPlan plan) {
    return plan instanceof Project project ? withoutSelection(project.child()) : plan;
  }
}
