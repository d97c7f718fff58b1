package dev.bailiwick.spark.internal;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.spark.Placement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Watches tasks that no living executor may run: says so every ten seconds, and fails the stage
 * when the time is over. Executors that are alive and busy are waited for without end, as Spark
 * does.
 */
final class WaitingWatch {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingWatch.class);
  private static final long SECONDS_BETWEEN_LINES = 10;

  private final SovereignTaskScheduler scheduler;
  private final Placement placement;
  private final Map<SovereignTaskSetManager, Map<TaskRule, Long>> since = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          r -> {
            Thread thread = new Thread(r, "bailiwick-waiting");
            thread.setDaemon(true);
            return thread;
          });

  private final Set<SovereignTaskSetManager> asking = ConcurrentHashMap.newKeySet();
  private final ScheduledFuture<?> looking;

  WaitingWatch(SovereignTaskScheduler scheduler, Placement placement) {
    this.scheduler = scheduler;
    this.placement = placement;
    this.looking = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  void add(SovereignTaskSetManager manager) {
    since.put(manager, new HashMap<>());
  }

  void stop() {
    looking.cancel(true);
    timer.shutdownNow();
  }

  private void look() {
    try {
      since.keySet().removeIf(SovereignTaskSetManager::isZombie);
      List.copyOf(asking).stream()
          .filter(SovereignTaskSetManager::isZombie)
          .forEach(manager -> askForMore(manager, false));
      since.forEach(this::look);
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.warn("Could not look after waiting tasks; trying again", e);
    }
  }

  private void look(SovereignTaskSetManager manager, Map<TaskRule, Long> started) {
    Map<TaskRule, Long> waiting;
    Set<String> alive = new TreeSet<>();
    synchronized (scheduler) {
      waiting =
          manager.waiting().stream().collect(Collectors.groupingBy(r -> r, Collectors.counting()));
      for (String executor : scheduler.executors()) {
        placement.siteOfExecutor(executor).ifPresent(alive::add);
      }
    }
    waiting.keySet().removeIf(r -> r.permits(Optional.empty()) || anyPermitted(r, alive));
    started.keySet().retainAll(waiting.keySet());
    askForMore(manager, !waiting.isEmpty());
    long now = System.nanoTime();
    waiting.forEach(
        (rule, tasks) -> {
          long seconds =
              TimeUnit.NANOSECONDS.toSeconds(now - started.computeIfAbsent(rule, r -> now));
          String text = text(manager, rule, tasks, seconds, alive);
          if (seconds >= placement.timeout().toSeconds()) {
            fail(manager, text);
          } else if (seconds > 0 && seconds % SECONDS_BETWEEN_LINES == 0) {
            LOG.warn("{}", text);
          }
        });
  }

  /**
   * Dynamic allocation counts tasks and not sites: with an idle executor at another site it would
   * ask for no more. A task set that is said to be unschedulable makes it ask for one more than it
   * has, until it has its maximum.
   */
  private void askForMore(SovereignTaskSetManager manager, boolean needed) {
    int stage = manager.taskSet().stageId();
    int attempt = manager.taskSet().stageAttemptId();
    if (needed && asking.add(manager)) {
      scheduler.dagScheduler().unschedulableTaskSetAdded(stage, attempt);
    } else if (!needed && asking.remove(manager)) {
      scheduler.dagScheduler().unschedulableTaskSetRemoved(stage, attempt);
    }
  }

  private static boolean anyPermitted(TaskRule rule, Set<String> alive) {
    return alive.stream().anyMatch(rule.sites()::contains);
  }

  private static String text(
      SovereignTaskSetManager manager, TaskRule rule, long tasks, long seconds, Set<String> alive) {
    String nearest =
        alive.stream()
            .map(rule::denial)
            .flatMap(Optional::stream)
            .findFirst()
            .map(d -> "; nearest denial: " + StageJudge.sentence(d))
            .orElse("");
    return "Bailiwick: "
        + tasks
        + (tasks == 1 ? " task" : " tasks")
        + " of stage "
        + manager.taskSet().stageId()
        + (tasks == 1 ? " waits" : " wait")
        + " for a site in "
        + rule.sites()
        + "; no executor there is alive for "
        + seconds
        + " s (alive: "
        + alive
        + ")"
        + nearest;
  }

  private void fail(SovereignTaskSetManager manager, String text) {
    BailiwickException why =
        new BailiwickException(ErrorCode.UNAVAILABLE, text + ". Gave up waiting.");
    synchronized (scheduler) {
      if (!manager.isZombie()) {
        LOG.warn("{}", why.getMessage());
        manager.abort(String.valueOf(why.getMessage()), Option.apply(why));
      }
    }
  }
}
