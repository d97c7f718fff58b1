package dev.bailiwick.spark.programs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A random program: some scans, some steps over them, one action. All of it follows from the seed
 * of the world and its own.
 *
 * @param steps each replaces the table at its left input
 * @param result the table on which the action is done
 */
record Program(
    long seed,
    Settings settings,
    List<Scan> scans,
    List<Step> steps,
    int result,
    Action action,
    String site) {

  /** How a dataset, or two of one format at once, are read. */
  record Scan(List<String> datasets, boolean asText) {}

  /**
   * @param right the second input, or -1
   * @param a a number that the operator makes something of
   */
  record Step(Op op, int left, int right, int a) {}

  /** What ends a program. */
  enum Action {
    COUNT,
    RDD_COUNT,
    FOREACH,
    WRITE,
    COLLECT,
    RDD_COLLECT,
    ITERATOR,
    AGGREGATE
  }

  /**
   * @param autoBroadcast small tables are broadcast without a hint
   * @param v2 files are read through data source v2
   * @param packed small files share a partition
   * @param infer schemas are inferred where the format has them
   * @param plainProbe the optimiser may move the probes
   * @param kill an executor at this site dies after so many milliseconds, or empty
   */
  record Settings(
      boolean adaptive,
      boolean autoBroadcast,
      boolean v2,
      boolean packed,
      boolean infer,
      boolean plainProbe,
      int partitions,
      String kill,
      int killAfterMillis) {}

  private static final int MOST_ROWS = 500;
  private static final int MOST_PAIRS = 3_000;
  private static final int SAMPLE = 25;

  static Program random(long seed, World world) {
    return new Maker(new Random(seed), world).make(seed);
  }

  private static final class Maker {
    private final Random random;
    private final World world;
    private final List<Scan> scans = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();
    private final List<Boolean> ordered = new ArrayList<>();
    private boolean autoBroadcast;
    private boolean kills;

    Maker(Random random, World world) {
      this.random = random;
      this.world = world;
    }

    Program make(long seed) {
      List<World.DataSet> chosen = new ArrayList<>(world.datasets());
      Collections.shuffle(chosen, random);
      autoBroadcast = chance(8);
      // At least one in every sample.
      kills = seed % SAMPLE == 7 || chance(12);
      int tables = 2 + random.nextInt(3);
      for (int i = 0; i < tables; i++) {
        scan(chosen, i);
      }
      int wanted = 2 + random.nextInt(5);
      while (steps.size() < wanted) {
        step();
      }
      int result = steps.get(steps.size() - 1).left();
      keepWhatCounts(result);
      Settings settings =
          new Settings(
              random.nextBoolean(),
              autoBroadcast,
              chance(4),
              chance(10),
              chance(8),
              chance(3),
              2 + random.nextInt(3),
              kills ? site() : "",
              50 + random.nextInt(800));
      Action[] actions = Action.values();
      return new Program(
          seed,
          settings,
          List.copyOf(scans),
          List.copyOf(steps),
          result,
          actions[random.nextInt(actions.length)],
          site());
    }

    /** Spark would do nothing for a table that nobody asks for, and the oracle would judge it. */
    private void keepWhatCounts(int result) {
      Set<Integer> live = new HashSet<>(Set.of(result));
      for (int i = steps.size() - 1; i >= 0; i--) {
        Step s = steps.get(i);
        if (!live.contains(s.left())) {
          steps.remove(i);
        } else if (s.right() >= 0) {
          live.add(s.right());
        }
      }
    }

    private boolean chance(int oneIn) {
      return random.nextInt(oneIn) == 0;
    }

    private String site() {
      return World.SITES.get(random.nextInt(World.SITES.size()));
    }

    private void scan(List<World.DataSet> chosen, int i) {
      World.DataSet first = chosen.get(i);
      List<String> datasets = new ArrayList<>(List.of(first.name()));
      int count = first.rows().size();
      boolean text = false;
      if (chance(10)) {
        for (World.DataSet other : chosen) {
          if (!other.name().equals(first.name()) && other.format().equals(first.format())) {
            datasets.add(other.name());
            count += other.rows().size();
            break;
          }
        }
      } else {
        text = first.format().equals("csv") && random.nextBoolean();
      }
      scans.add(new Scan(List.copyOf(datasets), text));
      rows.add(count);
      ordered.add(!text);
    }

    private void step() {
      Op[] all = Op.values();
      Op op = all[random.nextInt(all.length)];
      // Most programs are one long chain with things joined to it.
      int last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).left();
      int left = random.nextInt(4) > 0 ? last : random.nextInt(rows.size());
      int right = op.isBinary() ? random.nextInt(rows.size()) : -1;
      int size = rows.get(left);
      if (op == Op.SAMPLE && !ordered.get(left)) {
        return;
      }
      if (kills && op.isLostWithItsExecutor()) {
        return;
      }
      if (op.isBinary()) {
        int pairs = size * rows.get(right);
        if (op.isProduct() && pairs > MOST_PAIRS) {
          return;
        }
        size = op.isProduct() ? pairs / 9 : op.isJoin() ? pairs / 10 : size + rows.get(right);
      } else if (op == Op.EXPLODE) {
        size *= 2;
      }
      if (size > MOST_ROWS) {
        return;
      }
      steps.add(new Step(op, left, right, random.nextInt(1000)));
      rows.set(left, size);
      ordered.set(left, ordered.get(left) && op.keepsOrder());
    }
  }

  /** Whether anything is made of this table. */
  boolean uses(int table) {
    return table == result || steps.stream().anyMatch(s -> s.left() == table || s.right() == table);
  }

  boolean has(Op... ops) {
    return steps.stream().anyMatch(s -> Arrays.asList(ops).contains(s.op()));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("program " + seed + " " + settings + "\n");
    for (int i = 0; i < scans.size(); i++) {
      if (!uses(i)) {
        continue;
      }
      text.append("  t").append(i).append(" = scan ").append(scans.get(i)).append('\n');
    }
    for (Step s : steps) {
      text.append("  t%d = %s(t%d".formatted(s.left(), s.op(), s.left()));
      text.append(s.right() < 0 ? "" : ", t" + s.right()).append(", ").append(s.a()).append(")\n");
    }
    text.append("  %s(t%d)".formatted(action, result));
    return text.append(action == Action.WRITE ? " at " + site : "").toString();
  }

  /** The operators, for counting. */
  List<String> operators() {
    return steps.stream().map(s -> s.op().name()).collect(Collectors.toList());
  }
}
