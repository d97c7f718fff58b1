package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import scala.jdk.javaapi.CollectionConverters;

/** Counts tasks by stage and site, and bytes by link, from what Spark reports of each task. */
final class RunListener extends SparkListener {

  /** A stage at a site. */
  private record At(int stageId, String site) {}

  /** A link and what moves over it. */
  private record Link(String from, String to, String transferClass) {}

  private final SiteDirectory sites;
  private final Map<Integer, String> stageNames = new HashMap<>();
  private final Map<Integer, Integer> shuffleOfStage = new HashMap<>();
  private final Map<Integer, Set<Integer>> parents = new HashMap<>();
  private final Map<At, Long> tasks = new HashMap<>();
  private final Map<Integer, Map<String, Long>> writtenByExecutor = new HashMap<>();
  private final Map<Link, Long> moved = new HashMap<>();

  RunListener(SiteDirectory sites) {
    this.sites = sites;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    for (StageInfo stage : CollectionConverters.asJava(job.stageInfos())) {
      stageNames.put(stage.stageId(), stage.name());
      if (stage.shuffleDepId().isDefined()) {
        shuffleOfStage.put(stage.stageId(), ((Number) stage.shuffleDepId().get()).intValue());
      }
      Set<Integer> of = new HashSet<>();
      for (Object parent : CollectionConverters.asJava(stage.parentIds())) {
        of.add(((Number) parent).intValue());
      }
      parents.put(stage.stageId(), of);
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    String executor = end.taskInfo().executorId();
    String site = siteOf(executor);
    tasks.merge(new At(end.stageId(), site), 1L, Long::sum);
    if (end.taskMetrics() == null) {
      return;
    }
    Integer shuffle = shuffleOfStage.get(end.stageId());
    long written = end.taskMetrics().shuffleWriteMetrics().bytesWritten();
    if (shuffle != null && written > 0) {
      writtenByExecutor
          .computeIfAbsent(shuffle, s -> new HashMap<>())
          .merge(executor, written, Long::sum);
    }
    long fetched = end.taskMetrics().shuffleReadMetrics().remoteBytesRead();
    if (fetched > 0) {
      shareOut(end.stageId(), executor, site, fetched);
    }
  }

  private void shareOut(int stageId, String executor, String to, long fetched) {
    Map<String, Long> weights = new TreeMap<>();
    for (int parent : parents.getOrDefault(stageId, Set.of())) {
      writtenByExecutor
          .getOrDefault(shuffleOfStage.getOrDefault(parent, -1), Map.of())
          .forEach(
              (writer, bytes) -> {
                if (!writer.equals(executor)) {
                  weights.merge(siteOf(writer), bytes, Long::sum);
                }
              });
    }
    long total = weights.values().stream().mapToLong(Long::longValue).sum();
    String c = TransferClass.INTERMEDIATE.id();
    if (total == 0) {
      moved.merge(new Link("unknown", to, c), fetched, Long::sum);
      return;
    }
    long left = fetched;
    int remaining = weights.size();
    for (Map.Entry<String, Long> from : weights.entrySet()) {
      remaining--;
      long share = remaining == 0 ? left : Math.round((double) fetched * from.getValue() / total);
      share = Math.min(share, left);
      left -= share;
      moved.merge(new Link(from.getKey(), to, c), share, Long::sum);
    }
  }

  synchronized void moved(String from, String to, String transferClass, long bytes) {
    moved.merge(new Link(from, to, transferClass), bytes, Long::sum);
  }

  private String siteOf(String executor) {
    return sites.siteProven(executor).orElse("unknown");
  }

  synchronized RunInfo info() {
    List<RunInfo.Tasks> byStage = new ArrayList<>();
    tasks.forEach(
        (at, count) ->
            byStage.add(
                new RunInfo.Tasks(
                    at.stageId, stageNames.getOrDefault(at.stageId, ""), at.site, count)));
    byStage.sort(
        java.util.Comparator.comparingInt(RunInfo.Tasks::stageId)
            .thenComparing(RunInfo.Tasks::site));
    List<RunInfo.Transfer> transfers = new ArrayList<>();
    moved.forEach(
        (link, bytes) -> {
          // What stays at a site has not moved anywhere.
          if (bytes > 0 && !link.from.equals(link.to)) {
            transfers.add(new RunInfo.Transfer(link.from, link.to, link.transferClass, bytes));
          }
        });
    transfers.sort(
        java.util.Comparator.comparing(RunInfo.Transfer::from)
            .thenComparing(RunInfo.Transfer::to)
            .thenComparing(RunInfo.Transfer::transferClass));
    return new RunInfo(sites.executorsBySite(), byStage, transfers);
  }
}
