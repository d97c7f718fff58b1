package dev.bailiwick.spark.internal;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.package$;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.TaskSetExcludelist;
import org.apache.spark.scheduler.TaskSetManager;

/**
 * Whether this Spark still has what the scheduler is built on, asked before the scheduler is made.
 *
 * <p>Two kinds of change are looked for. A member that is gone would fail at its first use. A
 * method that we replace and that Spark no longer has is worse: ours would never be called, and
 * tasks would run unguarded. Both end the application before it starts.
 */
final class SparkInternals {
  /** Spark changes its internals between lines, and keeps them inside one. */
  private static final String LINE = "4.1.";

  /** Methods of Spark that ours take the place of, by class. */
  static final List<Replaced> REPLACED =
      List.of(
          new Replaced(
              TaskSchedulerImpl.class,
              SovereignTaskScheduler.class,
              Set.of(
                  "submitTasks",
                  "createTaskSetManager",
                  "postStartHook",
                  "executorLost",
                  "executorHeartbeatReceived",
                  "stop",
                  "defaultRackValue",
                  "getRacksForHosts",
                  "logName")),
          new Replaced(
              TaskSetManager.class,
              SovereignTaskSetManager.class,
              Set.of(
                  "taskSetExcludelistHelperOpt",
                  "getCompletelyExcludedTaskIfAny",
                  "handleFailedTask",
                  "handleSuccessfulTask",
                  "logName")),
          new Replaced(
              TaskSetExcludelist.class,
              SovereignTaskSetManager.Veto.class,
              Set.of(
                  "isExecutorExcludedForTask",
                  "updateExcludedForFailedTask",
                  "getLatestFailureReason")));

  /** Fields that are set by name. */
  static final List<String> PROFILE_FLAGS =
      List.of("isYarn", "isK8s", "isStandaloneOrLocalCluster");

  private SparkInternals() {}

  /**
   * Methods of ours that must replace one of Spark's.
   *
   * @param theirs the class of Spark
   * @param ours our subclass
   * @param methods the names; each has one form in our class
   */
  record Replaced(Class<?> theirs, Class<?> ours, Set<String> methods) {

    /** Those of which Spark has no method with the same parameters and result. */
    Set<String> lost() {
      Set<String> lost = new TreeSet<>();
      for (String name : methods) {
        boolean kept = replacing(theirs, ours).stream().anyMatch(m -> m.getName().equals(name));
        if (!kept) {
          lost.add(theirs.getName() + "." + name);
        }
      }
      return lost;
    }

    /** Methods of a class that take the place of one of a superclass. */
    static List<Method> replacing(Class<?> theirs, Class<?> ours) {
      return Arrays.stream(ours.getDeclaredMethods())
          .filter(m -> !m.isSynthetic())
          .filter(m -> Arrays.stream(theirs.getMethods()).anyMatch(t -> isSame(t, m)))
          .toList();
    }

    private static boolean isSame(Method theirs, Method ours) {
      return theirs.getName().equals(ours.getName())
          && theirs.getReturnType() == ours.getReturnType()
          && Arrays.equals(theirs.getParameterTypes(), ours.getParameterTypes());
    }
  }

  /**
   * Refuses a Spark that is not as we know it.
   *
   * @throws BailiwickException GUARD_MISSING with its version and everything that it lacks
   */
  static void check() {
    String version = package$.MODULE$.SPARK_VERSION();
    Set<String> missing = new TreeSet<>();
    if (version.startsWith(LINE)) {
      missing.addAll(Linkage.of(SovereignClusterManager.class).missing());
      REPLACED.forEach(replaced -> missing.addAll(replaced.lost()));
      missing.addAll(lostFields(ResourceProfileManager.class, PROFILE_FLAGS));
    }
    check(version, missing);
  }

  static Set<String> lostFields(Class<?> theirs, List<String> names) {
    Set<String> lost = new TreeSet<>(names);
    Arrays.stream(theirs.getDeclaredFields()).forEach(f -> lost.remove(f.getName()));
    Set<String> named = new TreeSet<>();
    lost.forEach(name -> named.add(theirs.getName() + "." + name));
    return named;
  }

  static void check(String version, Set<String> missing) {
    if (!version.startsWith(LINE)) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "This is Spark "
              + version
              + ", and this Bailiwick is built for Spark "
              + LINE
              + "x. What its scheduler is built on may mean something else there, so it does not"
              + " start: use a Spark "
              + LINE
              + "x, or the Bailiwick of that line.");
    }
    if (!missing.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "This Spark ("
              + version
              + ") lacks what Bailiwick's scheduler is built on, and tasks would run unguarded: "
              + String.join(", ", missing)
              + ". Is another build of Spark's classes on the class path? Use Spark "
              + LINE
              + "3 as its project released it.");
    }
  }
}
