package dev.bailiwick.spark;

import dev.bailiwick.policy.Site;
import dev.bailiwick.sharding.DecisionRef;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.spark.CountedSource;
import dev.bailiwick.sharding.spark.Splitting;
import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.RoundRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.package$;

/** Gathers what a run has to say, as it goes; {@link #result} puts it together at any point. */
final class RunReport {
  /** The file of a shard while its task writes it. */
  private static final Pattern UNFINISHED =
      Pattern.compile(".*/\\.(shard-\\d+)-\\d+\\.unfinished\\.parquet");

  private final Job job;
  private final Governance governance;
  private final Path out;
  private final Instant started = now();
  private final SortedMap<String, Double> metrics = new TreeMap<>();
  private final List<RoundRecord> history = new ArrayList<>();
  private final List<RunResult.BreakIn> breakIns = new ArrayList<>();
  private final SortedMap<String, Long> removed = new TreeMap<>();
  private final Map<String, String> ids = new HashMap<>();
  private long read;
  private List<RunResult.Shard> shards = List.of();
  private final Set<String> contexts = new HashSet<>();

  RunReport(Job job, Governance governance, Path out) {
    this.job = job;
    this.governance = governance;
    this.out = out;
  }

  void counted(List<CountedSource> sources, ShardPlan plan) {
    read = sources.stream().mapToLong(CountedSource::rows).sum();
    long dropped = sources.stream().mapToLong(CountedSource::dropped).sum();
    if (dropped > 0) {
      removed.put("a used column has no value", dropped);
    }
    if (plan.unknownLawRows() > 0) {
      removed.put("the law is unknown", plan.unknownLawRows());
    }
    if (plan.violatingRows() > 0) {
      removed.put("the rows lie where they may not be", plan.violatingRows());
    }
    shards = plan.shards().stream().map(RunReport::planned).toList();
    plan.shards().stream().filter(PlannedShard::isContext).forEach(s -> contexts.add(s.id()));
  }

  void written(Manifest manifest) {
    shards = manifest.shards().stream().map(RunReport::written).toList();
    manifest.shards().stream().filter(ManifestShard::isContext).forEach(s -> contexts.add(s.id()));
    manifest.shards().forEach(s -> ids.put(normal(s.uri().toString()), s.id()));
  }

  void rounds(List<RoundRecord> records) {
    history.clear();
    history.addAll(records);
  }

  void metric(String name, double value) {
    metrics.put(name, value);
  }

  void breakIn(RunResult.BreakIn attempt) {
    breakIns.add(attempt);
  }

  long breakInsThatDidNotFail() {
    return breakIns.stream().filter(b -> !b.refused() || !b.recorded()).count();
  }

  RunResult result(RunResult.Status status, String message) {
    return new RunResult(
        RunResult.FORMAT,
        job.id(),
        status,
        message,
        started.toString(),
        now().toString(),
        versions(),
        policies(),
        sites(),
        shards(),
        new RunResult.Rows(read, rowsOf(Splitting.TRAIN), rowsOf(Splitting.TEST), removed),
        tasks(),
        history.size(),
        history.stream().map(RunReport::round).toList(),
        metrics,
        governance.runInfo().transfers().stream()
            .map(t -> new RunResult.LinkBytes(t.from(), t.to(), t.transferClass(), t.bytes()))
            .toList(),
        governance.denials().stream().map(RunReport::refusal).toList(),
        breakIns,
        auditLog());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private static SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    versions.put("bailiwick", Version.current());
    versions.put("java", Runtime.version().toString());
    versions.put("spark", package$.MODULE$.SPARK_VERSION());
    return versions;
  }

  private List<RunResult.PolicyUsed> policies() {
    return governance.policies().policies().stream()
        .map(
            p -> new RunResult.PolicyUsed(p.id(), p.version(), p.steward(), p.sha256(), p.source()))
        .toList();
  }

  private List<RunResult.SiteUsed> sites() {
    List<RunResult.SiteUsed> sites = new ArrayList<>();
    String coordinator = governance.driverSite();
    for (Site site : governance.topology().sites()) {
      int executors =
          governance.runInfo().executorsBySite().getOrDefault(site.name(), List.of()).size();
      long rows =
          shards.stream()
              .filter(s -> s.site().equals(site.name()))
              .mapToLong(RunResult.Shard::rows)
              .sum();
      sites.add(
          new RunResult.SiteUsed(
              site.name(),
              site.location().toString(),
              site.name().equals(coordinator),
              executors,
              rows));
    }
    return sites;
  }

  private RunResult.Shards shards() {
    SortedMap<String, Integer> bySite = new TreeMap<>();
    governance.topology().sites().forEach(s -> bySite.put(s.name(), 0));
    shards.forEach(s -> bySite.merge(s.site(), 1, Integer::sum));
    return new RunResult.Shards(shards.size(), bySite, shards);
  }

  private long rowsOf(String split) {
    return shards.stream()
        .filter(s -> s.split().equals(split))
        .filter(s -> !contexts.contains(s.id()))
        .mapToLong(RunResult.Shard::rows)
        .sum();
  }

  private RunResult.Tasks tasks() {
    Touches touches = governance.touches();
    Map<RunResult.TaskPlace, Long> tasksAt = new LinkedHashMap<>();
    touches
        .places()
        .forEach(
            (place, tasks) ->
                tasksAt.merge(
                    new RunResult.TaskPlace(name(place.path()), place.site(), 0),
                    tasks,
                    Long::sum));
    return new RunResult.Tasks(
        touches.total(),
        touches.outsidePermittedSet(),
        tasksAt.entrySet().stream()
            .map(e -> new RunResult.TaskPlace(e.getKey().shard(), e.getKey().site(), e.getValue()))
            .toList());
  }

  /** The id of a shard of this run, as in {@code shards}; else what the scheduler calls it. */
  private String name(String path) {
    String id = ids.get(normal(path));
    Matcher writing = UNFINISHED.matcher(path);
    if (id == null && writing.matches() && ids.containsValue(writing.group(1))) {
      return writing.group(1);
    }
    return id != null ? id : governance.shards().find(path).map(Governed::name).orElse(path);
  }

  private static String normal(String path) {
    return Paths.normal(path).orElse(path);
  }

  private String auditLog() {
    Path log = governance.audit().file().toAbsolutePath();
    return log.startsWith(out.toAbsolutePath())
        ? out.toAbsolutePath().relativize(log).toString()
        : log.toString();
  }

  private static RunResult.Round round(RoundRecord r) {
    return new RunResult.Round(
        r.round(),
        r.loss(),
        r.test().rows() == 0 ? null : r.test().error(),
        r.milliseconds() / 1000.0);
  }

  private static RunResult.Refusal refusal(Denial d) {
    return new RunResult.Refusal(
        d.what(),
        d.site(),
        d.transferClass(),
        d.policy(),
        d.rule(),
        d.place(),
        d.text(),
        d.layer().id());
  }

  private static RunResult.Shard planned(PlannedShard s) {
    return new RunResult.Shard(
        s.id(),
        s.home(),
        s.stratum().split(),
        s.laws(),
        s.rows(),
        new TreeMap<>(s.stratum().permitted()),
        rules(s.stratum().decidedBy()));
  }

  private static RunResult.Shard written(ManifestShard s) {
    return new RunResult.Shard(
        s.id(),
        s.site(),
        s.split(),
        s.jurisdictions(),
        s.rows(),
        new TreeMap<>(s.permitted()),
        rules(s.decidedBy()));
  }

  private static List<RunResult.DecidingRule> rules(List<DecisionRef> refs) {
    return refs.stream()
        .map(
            r ->
                new RunResult.DecidingRule(
                    r.policy(), r.rule(), r.place(), r.transferClass(), r.allowed()))
        .toList();
  }
}
