package dev.bailiwick.spark.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs random programs on a cluster and, at the same time, on an ungoverned local Spark, and
 * compares both with the oracle.
 */
public final class Campaign {
  private static final Pattern RULE = Pattern.compile("by policy [pq]-d\\d\\d.*\\.yaml:\\d+:\\d+");

  private final SparkSession spark;
  private final World world;
  private final Reference reference;
  private final Supplier<List<Path>> touchFiles;
  private final ToIntFunction<String> killer;
  private final Oracle oracle;
  private final Map<Path, Integer> read = new HashMap<>();
  private final Tally tally = new Tally();
  private final AtomicInteger killed = new AtomicInteger();

  private Campaign(
      SparkSession spark,
      World world,
      Reference reference,
      Supplier<List<Path>> touchFiles,
      ToIntFunction<String> killer) {
    this.spark = spark;
    this.world = world;
    this.reference = reference;
    this.touchFiles = touchFiles;
    this.killer = killer;
    this.oracle = new Oracle(world);
  }

  /** The sites, laws and files of a seed. */
  public static World world(long seed, Path dir) throws IOException {
    World world = new World(seed, dir);
    world.write();
    return world;
  }

  /** The ungoverned Spark; the files of the world are complete when it is there. */
  public static Reference reference(World world, Path scratch) throws IOException {
    return Reference.start(world, scratch);
  }

  /**
   * Runs these programs, one after another.
   *
   * @param touchFiles the files of this name in the folders of all executors there were
   * @param killer ends the executors of a site and says how many; called by a thread of its own
   * @param between what to do before each program
   */
  public static Tally run(
      SparkSession spark,
      World world,
      Reference reference,
      Supplier<List<Path>> touchFiles,
      ToIntFunction<String> killer,
      Runnable between,
      LongStream seeds)
      throws Exception {
    Campaign campaign = new Campaign(spark, world, reference, touchFiles, killer);
    for (long seed : seeds.toArray()) {
      between.run();
      campaign.one(Program.random(seed, world));
    }
    campaign.readTouches("");
    System.out.println(campaign.tally);
    return campaign.tally;
  }

  private void one(Program program) throws Exception {
    reference.ask(program.seed());
    NaiveRun naive = NaiveRun.of(world, program);
    Optional<String> illegal = oracle.illegal(program, naive);
    tally.generated++;
    tally.legal += illegal.isEmpty() ? 1 : 0;
    program.operators().forEach(op -> tally.operators.merge(op, 1, Integer::sum));
    Path target =
        world
            .storage(program.site())
            .resolve(spark.sparkContext().applicationId())
            .resolve("out-" + program.seed());
    Thread kill = kill(program);
    List<String> result = null;
    Throwable thrown = null;
    long start = System.nanoTime();
    try {
      result = SparkRun.of(spark, world, program, target);
      if (program.action() == Program.Action.WRITE) {
        result = Written.rows(target);
      }
    } catch (Exception e) {
      thrown = e;
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    if (kill != null) {
      kill.join();
      tally.kills = killed.get();
    }
    List<String> expected = reference.answer();
    checkNaive(program, naive, expected);
    readTouches(program.toString());
    String outcome =
        result != null
            ? ran(program, naive, illegal, result, expected)
            : notRun(program, illegal, expected, thrown);
    System.out.println("program " + program.seed() + " " + millis + " ms: " + outcome);
  }

  private @Nullable Thread kill(Program program) {
    String site = program.settings().kill();
    if (site.isEmpty()) {
      return null;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(program.settings().killAfterMillis());
                killed.addAndGet(killer.applyAsInt(site));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }

  /** The oracle's own rows are those of Spark, or the oracle is of no use. */
  private void checkNaive(Program program, NaiveRun naive, List<String> expected) {
    if (!naive.isExact() || broke(expected)) {
      return;
    }
    List<String> rows = naive.rows().stream().map(Rec::toString).sorted().toList();
    boolean same =
        switch (program.action()) {
          case COUNT, RDD_COUNT -> expected.equals(List.of(String.valueOf(rows.size())));
          case COLLECT, RDD_COLLECT, ITERATOR, WRITE -> expected.equals(rows);
          default -> true;
        };
    if (!same) {
      tally.failures.add("the oracle finds other rows than Spark: " + program);
    }
  }

  private String ran(
      Program program,
      NaiveRun naive,
      Optional<String> illegal,
      List<String> result,
      List<String> expected) {
    tally.ran++;
    tally.ranLegal += illegal.isEmpty() ? 1 : 0;
    tally.ranThoughIllegal += illegal.isEmpty() ? 0 : 1;
    program.operators().forEach(op -> tally.operatorsRun.merge(op, 1, Integer::sum));
    for (String violation : oracle.violations(program, naive, result)) {
      tally.violations.add(violation + "\n" + program);
    }
    if (!result.equals(expected)) {
      List<String> more = new ArrayList<>(result);
      expected.forEach(more::remove);
      tally.wrongResults.add(
          "%d rows, expected %d; not expected: %s%n%s"
              .formatted(result.size(), expected.size(), more, program));
    }
    return "ran" + illegal.map(why -> ", though the oracle says no: " + why).orElse("");
  }

  /** Spark has faults of its own: what breaks without us, too, says nothing of us. */
  private static boolean broke(List<String> expected) {
    return !expected.isEmpty() && expected.get(0).startsWith(ReferenceMain.FAILED);
  }

  private String notRun(
      Program program,
      Optional<String> illegal,
      List<String> expected,
      @Nullable Throwable thrown) {
    String reason = reason(thrown);
    if (reason.isEmpty() && broke(expected)) {
      tally.broken.add(expected + "\n" + thrown + "\n" + program);
      return "broke, as without Bailiwick: " + expected;
    }
    return refused(program, illegal, reason, thrown);
  }

  private String refused(
      Program program, Optional<String> illegal, String reason, @Nullable Throwable thrown) {
    if (reason.isEmpty()) {
      java.io.StringWriter trace = new java.io.StringWriter();
      if (thrown != null) {
        thrown.printStackTrace(new java.io.PrintWriter(trace));
      }
      tally.failures.add(program + "\n" + trace);
      return "failed: " + thrown;
    }
    if (!RULE.matcher(reason).find()) {
      tally.bareRefusals.add(reason + "\n" + program);
    }
    if (illegal.isPresent()) {
      tally.refusedRightly++;
      return "refused rightly: " + illegal.get();
    }
    tally.refusedLegal++;
    String kind = kind(program, reason);
    tally.reasons.merge(kind, 1, Integer::sum);
    return "refused though legal (" + kind + "): " + reason + "\n" + program;
  }

  private static String kind(Program program, String reason) {
    if (reason.contains("No site is left for this task")) {
      return "one task, no common site";
    }
    if (reason.contains("A shuffle brings rows together")) {
      return "one shuffle, no common site";
    }
    if (program.has(Op.CHECKPOINT, Op.RDD_CHECKPOINT) && reason.contains("checkpoint")) {
      return "a checkpoint";
    }
    if (!reason.contains("as view")) {
      return "another class";
    }
    if (program.has(Op.SORT, Op.RDD_SORT_BY)) {
      return "a sort shows keys to the driver";
    }
    if (program.settings().autoBroadcast()) {
      return "Spark broadcasts by itself";
    }
    if (program.settings().infer()) {
      return "rows read for a schema";
    }
    return program.action() == Program.Action.AGGREGATE ? "statistics" : "view";
  }

  /** The refusal in the message of the exception or of a cause; empty when there is none. */
  private static String reason(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      int at = message.indexOf("Bailiwick refused");
      if (at >= 0) {
        int end = message.indexOf('\n', at);
        return end < 0 ? message.substring(at) : message.substring(at, end);
      }
    }
    return "";
  }

  private void readTouches(String program) throws IOException {
    for (Path file : touchFiles.get()) {
      byte[] bytes = Files.readAllBytes(file);
      int from = read.getOrDefault(file, 0);
      int end = bytes.length;
      while (end > from && bytes[end - 1] != '\n') {
        end--;
      }
      read.put(file, end);
      String fresh = new String(bytes, from, end - from, StandardCharsets.UTF_8);
      for (String line :
          fresh.isEmpty() ? Collections.<String>emptyList() : fresh.lines().toList()) {
        tally.touches++;
        for (String violation : oracle.violations(line)) {
          tally.violations.add(violation + " (" + line + ")\n" + program);
        }
      }
    }
  }
}
