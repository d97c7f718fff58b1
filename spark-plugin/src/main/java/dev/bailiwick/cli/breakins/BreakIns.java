package dev.bailiwick.cli.breakins;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.spark.Afterwards;
import dev.bailiwick.spark.Governance;
import dev.bailiwick.spark.result.RunResult.BreakIn;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Tries three ways into data and tells which wall held each. None of them needs anything that an
 * attacker with that access would not have; each must fail, and must be on record.
 */
public final class BreakIns implements Afterwards {

  @Override
  public List<BreakIn> run(SparkSession spark, Governance governance, Manifest manifest) {
    return new Attempts(spark, governance, manifest).run();
  }
}
