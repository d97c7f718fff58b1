package dev.bailiwick.spark.result;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has to say, as docs/formats/result.md specifies it. Its component names are the
 * field names of {@code result.json}.
 *
 * @param format the version of the format, {@value #FORMAT}
 * @param job the job's id
 * @param status how it ended
 * @param message one sentence about the end; empty when it went well
 * @param started ISO 8601 instant
 * @param ended ISO 8601 instant
 * @param versions {@code bailiwick}, {@code spark}, {@code dl4j}, ... to their versions
 * @param policies the policies that decided
 * @param sites every site of the topology, by name
 * @param shards where the rows went
 * @param rows what was read, kept and left out
 * @param tasks how many tasks touched shards, and where
 * @param rounds rounds completed
 * @param history one entry a completed round
 * @param metrics {@code testError}, {@code testErrorSingleProcess}, {@code testErrorMajority}, ...;
 *     errors are fractions of 1
 * @param bytes what moved
 * @param denials what was refused
 * @param breakIns what the demo tried at the end; empty otherwise
 * @param auditLog the audit log's file, relative to the result; empty when there is none
 */
public record RunResult(
    int format,
    String job,
    Status status,
    String message,
    String started,
    String ended,
    SortedMap<String, String> versions,
    List<PolicyUsed> policies,
    List<SiteUsed> sites,
    Shards shards,
    Rows rows,
    Tasks tasks,
    int rounds,
    List<Round> history,
    SortedMap<String, Double> metrics,
    List<LinkBytes> bytes,
    List<Refusal> denials,
    List<BreakIn> breakIns,
    String auditLog) {
  /** The version of the format that this class writes. */
  public static final int FORMAT = 1;

  public RunResult {
    versions = new TreeMap<>(versions);
    policies = List.copyOf(policies);
    sites = List.copyOf(sites);
    history = List.copyOf(history);
    metrics = new TreeMap<>(metrics);
    bytes = List.copyOf(bytes);
    denials = List.copyOf(denials);
    breakIns = List.copyOf(breakIns);
  }

  /** How a run ended. */
  public enum Status {
    /** Every round was completed. */
    SUCCEEDED,
    /** A dry run: nothing was moved, written or trained. */
    PLANNED,
    /** A policy, or a guard, said no. */
    DENIED,
    /** Anything else. */
    FAILED
  }

  /**
   * A policy that decided.
   *
   * @param sha256 of its exact bytes, hexadecimal
   * @param source the file
   */
  public record PolicyUsed(
      String id, String version, String steward, String sha256, String source) {}

  /**
   * A site of the topology.
   *
   * @param location ISO 3166 code
   * @param coordinator whether the driver ran here
   * @param executors how many registered with this site's certificate
   * @param rows rows in shards stored here
   */
  public record SiteUsed(
      String name, String location, boolean coordinator, int executors, long rows) {}

  /**
   * Where the rows went.
   *
   * @param total number of shards
   * @param bySite number of shards by site; every site of the topology has an entry
   * @param list every shard, by id
   */
  public record Shards(int total, SortedMap<String, Integer> bySite, List<Shard> list) {
    public Shards {
      bySite = new TreeMap<>(bySite);
      list = List.copyOf(list);
    }
  }

  /**
   * One shard.
   *
   * @param split {@code train} or {@code test}
   * @param jurisdictions the laws of its rows
   * @param permitted transfer class to the sites at which it may be
   * @param decidedBy the rules that decided so
   */
  public record Shard(
      String id,
      String site,
      String split,
      List<String> jurisdictions,
      long rows,
      SortedMap<String, List<String>> permitted,
      List<DecidingRule> decidedBy) {
    public Shard {
      jurisdictions = List.copyOf(jurisdictions);
      permitted = new TreeMap<>(permitted);
      decidedBy = List.copyOf(decidedBy);
    }
  }

  /**
   * A rule that decided.
   *
   * @param rule its id; empty when no rule matched, which denies
   * @param place file:line:column
   */
  public record DecidingRule(
      String policy, String rule, String place, String transferClass, boolean allowed) {}

  /**
   * What was read, kept and left out.
   *
   * @param read rows in the sources
   * @param train rows in shards to train on
   * @param test rows in shards to test on
   * @param removed reason, such as {@code "unknown value"}, to rows left out
   */
  public record Rows(long read, long train, long test, SortedMap<String, Long> removed) {
    public Rows {
      removed = new TreeMap<>(removed);
    }

    /** Nothing read. */
    public static Rows none() {
      return new Rows(0, 0, 0, new TreeMap<>(Map.of()));
    }
  }

  /**
   * Tasks that touched a shard, as the executors themselves reported them.
   *
   * @param touchingShards how many
   * @param outsidePermittedSet how many of them ran at a site outside the shard's permitted set
   * @param places how many by shard and site
   */
  public record Tasks(long touchingShards, long outsidePermittedSet, List<TaskPlace> places) {
    public Tasks {
      places = List.copyOf(places);
    }
  }

  /** How many tasks touched this shard at this site. */
  public record TaskPlace(String shard, String site, long tasks) {}

  /**
   * One completed round.
   *
   * @param round from 1
   * @param loss mean training loss
   * @param error fraction of test rows that are wrong; null when it was not measured in this round
   * @param seconds wall clock
   */
  public record Round(int round, double loss, @Nullable Double error, double seconds) {}

  /** What moved over a link, in a transfer class. */
  public record LinkBytes(String from, String to, String transferClass, long bytes) {}

  /**
   * What was refused.
   *
   * @param what the shard, file or task
   * @param site where it was asked for
   * @param place file:line:column of the deciding or nearest rule
   * @param text one plain sentence
   * @param layer {@code scheduler}, {@code key store}, {@code shuffle} or {@code plan}
   */
  public record Refusal(
      String what,
      String site,
      String transferClass,
      String policy,
      String rule,
      String place,
      String text,
      String layer) {}

  /**
   * An attempt to get at rows.
   *
   * @param attempt what was tried, one sentence
   * @param refused whether it failed, as it must
   * @param recorded whether the audit log has it
   * @param layer who refused
   * @param text what the refusal said
   */
  public record BreakIn(
      String attempt, boolean refused, boolean recorded, String layer, String text) {}
}
