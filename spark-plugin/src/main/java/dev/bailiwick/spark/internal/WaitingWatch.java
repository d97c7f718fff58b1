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
  private final Map<SovereignTaskSetManager, Map<TaskRule, Wait>> waits = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          r -> {
            Thread thread = new Thread(r, "bailiwick-waiting");
            thread.setDaemon(true);
            return thread;
          });

  private final Set<SovereignTaskSetManager> asking = ConcurrentHashMap.newKeySet();
  private final ScheduledFuture<?> looking;

  /** Since when tasks of one rule wait, and how often that was said. */
  private static final class Wait {
    private final long since;
    private long lines;

    Wait(long since) {
      this.since = since;
    }
  }

  WaitingWatch(SovereignTaskScheduler scheduler, Placement placement) {
    this.scheduler = scheduler;
    this.placement = placement;
    this.looking = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  void add(SovereignTaskSetManager manager) {
    waits.put(manager, new HashMap<>());
  }

  void stop() {
    looking.cancel(true);
    timer.shutdownNow();
  }

  private void look() {
    try {
      waits.keySet().removeIf(SovereignTaskSetManager::isZombie);
      List.copyOf(asking).stream()
          .filter(SovereignTaskSetManager::isZombie)
          .forEach(manager -> askForMore(manager, false));
      waits.forEach(this::look);
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.warn("Could not look after waiting tasks; trying again", e);
    }
  }

  private void look(SovereignTaskSetManager manager, Map<TaskRule, Wait> started) {
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
          Wait wait = started.computeIfAbsent(rule, r -> new Wait(now));
          long seconds = TimeUnit.NANOSECONDS.toSeconds(now - wait.since);
          if (seconds >= placement.timeout().toSeconds()) {
            fail(manager, text(manager, rule, tasks, seconds, alive));
          } else if (seconds / SECONDS_BETWEEN_LINES > wait.lines) {
            // A machine that is busy may miss any one second.
            wait.lines = seconds / SECONDS_BETWEEN_LINES;
            LOG.warn("{}", text(manager, rule, tasks, seconds, alive));
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
    // Asked as each offer is: what was permitted when the stage was judged may not be any more.
    return alive.stream().anyMatch(site -> rule.permits(Optional.of(site)));
  }

  private static String text(
      SovereignTaskSetManager manager, TaskRule rule, long tasks, long seconds, Set<String> alive) {
    return "Bailiwick: %d %s of %s (stage %d) %s for a site in %s; none alive for %d s%s%s"
        .formatted(
            tasks,
            tasks == 1 ? "task" : "tasks",
            rule.names(),
            manager.taskSet().stageId(),
            tasks == 1 ? "waits" : "wait",
            rule.sites(),
            seconds,
            alive.isEmpty() ? "; no executor is alive" : "; alive: " + String.join(", ", alive),
            nearest(rule, alive));
  }

  /** What keeps the tasks from an executor that is there; ends the text. */
  private static String nearest(TaskRule rule, Set<String> alive) {
    return alive.stream()
        .map(rule::denial)
        .flatMap(Optional::stream)
        .findFirst()
        .map(
            d ->
                "; nearest denial: %s at %s: %s may not be at site %s as %s: %s"
                    .formatted(
                        d.rule().isEmpty() ? "no rule" : d.rule(),
                        d.place().isEmpty() ? "no place" : d.place(),
                        d.what(),
                        d.site(),
                        d.transferClass(),
                        d.text()))
        .orElse(".");
  }

  private void fail(SovereignTaskSetManager manager, String text) {
    BailiwickException why =
        new BailiwickException(ErrorCode.UNAVAILABLE, text + " Gave up waiting.");
    synchronized (scheduler) {
      if (!manager.isZombie()) {
        LOG.warn("{}", why.getMessage());
        manager.abort(String.valueOf(why.getMessage()), Option.apply(why));
      }
    }
  }
}
