package dev.bailiwick.spark.programs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A program on lists, row by row. It knows no partitions and no stages: what it says of a row holds
 * for that row alone.
 */
final class NaiveRun {
  /** Something that some row needs. */
  enum Need {
    /** Some site that may hold the row. */
    PLACE,
    /** The driver may see the row. */
    DRIVER,
    /** The site of the program's target may store the row. */
    STORE,
    /** The site where checkpoints are written may store the row. */
    CHECKPOINT
  }

  /** One need of rows with these origins. */
  record Seen(int step, Need need, String o) {}

  private final World world;
  private final Program program;
  private final List<List<Rec>> tables = new ArrayList<>();
  private final Set<Seen> seen = new LinkedHashSet<>();
  private boolean exact = true;

  private NaiveRun(World world, Program program) {
    this.world = world;
    this.program = program;
  }

  static NaiveRun of(World world, Program program) {
    NaiveRun run = new NaiveRun(world, program);
    run.run();
    return run;
  }

  /** What the rows of all steps need. */
  Set<Seen> seen() {
    return seen;
  }

  /** The rows on which the action is done. */
  List<Rec> rows() {
    return tables.get(program.result());
  }

  /** Whether {@link #rows} is what Spark must find; not when rows were drawn. */
  boolean isExact() {
    return exact;
  }

  private void run() {
    for (int i = 0; i < program.scans().size(); i++) {
      List<Rec> rows = new ArrayList<>();
      program.scans().get(i).datasets().forEach(d -> rows.addAll(world.dataset(d).rows()));
      if (program.uses(i)) {
        need(-1 - i, Need.PLACE, rows);
      }
      tables.add(rows);
    }
    for (int i = 0; i < program.steps().size(); i++) {
      Program.Step step = program.steps().get(i);
      List<Rec> right = step.right() < 0 ? List.of() : tables.get(step.right());
      List<Rec> rows = step(i, step, tables.get(step.left()), right);
      need(i, Need.PLACE, rows);
      tables.set(step.left(), rows);
    }
    int last = program.steps().size();
    switch (program.action()) {
      case COLLECT, RDD_COLLECT, ITERATOR -> need(last, Need.DRIVER, rows());
      case WRITE -> need(last, Need.STORE, rows());
      default -> {}
    }
  }

  private void need(int step, Need need, List<Rec> rows) {
    rows.forEach(r -> seen.add(new Seen(step, need, r.o())));
  }

  private List<Rec> step(int i, Program.Step step, List<Rec> a, List<Rec> b) {
    int n = step.a();
    return switch (step.op()) {
      case FILTER -> a.stream().filter(r -> r.v() % 3 != n % 3).toList();
      case SELECT, RDD_MAP -> map(a, n);
      case EXPLODE -> {
        List<Rec> out = new ArrayList<>(a);
        a.forEach(r -> out.add(new Rec(r.o(), r.k(), (r.v() + n) % Rec.MODULUS)));
        yield out;
      }
      case SAMPLE -> {
        exact = false;
        yield a;
      }
      case COALESCE, SORT_WITHIN_PARTITIONS, CACHE, SLOW_TASK, RDD_PERSIST -> a;
      case LOCAL_CHECKPOINT, RDD_LOCAL_CHECKPOINT -> a;
      case CHECKPOINT, RDD_CHECKPOINT -> {
        need(i, Need.CHECKPOINT, a);
        yield a;
      }
      case REPARTITION, REPARTITION_BY_KEY, SORT, RDD_REPARTITION, RDD_SORT_BY -> moved(a);
      case DISTINCT -> moved(List.copyOf(new LinkedHashSet<>(a)));
      case AGGREGATE, RDD_REDUCE_BY_KEY -> groups(a).values().stream().map(NaiveRun::sum).toList();
      case CUBE -> cube(a);
      case WINDOW -> {
        Map<Integer, List<Rec>> groups = groups(a);
        yield a.stream()
            .map(
                r -> {
                  Rec sum = sum(groups.get(r.k()));
                  return new Rec(sum.o(), r.k(), (r.v() + sum.v()) % Rec.MODULUS);
                })
            .toList();
      }
      case ROUND_TRIP -> {
        need(i, Need.DRIVER, a);
        yield a.stream().map(r -> new Rec(Origins.throughDriver(r.o()), r.k(), r.v())).toList();
      }
      case UNION, RDD_UNION, RDD_ZIP_PARTITIONS -> {
        List<Rec> out = new ArrayList<>(a);
        out.addAll(b);
        yield out;
      }
      case JOIN -> join(a, b, false);
      case LEFT_JOIN -> join(a, b, true);
      case BROADCAST_JOIN -> {
        need(i, Need.DRIVER, b);
        yield pairs(a, b, true, true);
      }
      case CROSS_JOIN -> {
        boolean hinted = program.settings().autoBroadcast();
        List<Rec> right = b.stream().filter(r -> r.v() % 3 == 1).toList();
        if (hinted) {
          need(i, Need.DRIVER, right);
        }
        yield pairs(a.stream().filter(r -> r.v() % 3 == 0).toList(), right, false, hinted);
      }
      case RDD_CARTESIAN ->
          pairs(
              a.stream().filter(r -> r.v() % 3 == 0).toList(),
              b.stream().filter(r -> r.v() % 3 == 1).toList(),
              false,
              false);
      case LEFT_SEMI_JOIN -> having(i, a, b.stream().filter(r -> r.v() % 2 == 0).toList(), true);
      case LEFT_ANTI_JOIN -> having(i, a, b.stream().filter(r -> r.v() % 2 == 0).toList(), false);
      case IN_SUBQUERY -> having(i, a, b.stream().filter(r -> r.v() % 2 == 1).toList(), true);
      case RDD_SUBTRACT_BY_KEY -> having(i, a, b, false);
      case SCALAR_SUBQUERY -> {
        need(i, Need.DRIVER, b);
        long max = b.stream().mapToLong(Rec::v).max().orElse(0);
        String o = Origins.throughDriver(all(b));
        yield a.stream()
            .map(r -> new Rec(Origins.merged(r.o(), o), r.k(), (r.v() + max) % Rec.MODULUS))
            .toList();
      }
      case RDD_COGROUP -> {
        Map<Integer, List<Rec>> left = groups(a);
        Map<Integer, List<Rec>> right = groups(b);
        Set<Integer> keys = new HashSet<>(left.keySet());
        keys.addAll(right.keySet());
        yield keys.stream()
            .map(
                k -> {
                  Rec x = sum(left.getOrDefault(k, List.of()));
                  Rec y = sum(right.getOrDefault(k, List.of()));
                  return new Rec(
                      Origins.merged(x.o(), y.o()), k, (x.v() + 2 * y.v()) % Rec.MODULUS);
                })
            .toList();
      }
    };
  }

  private static List<Rec> map(List<Rec> a, int n) {
    return a.stream()
        .map(r -> new Rec(r.o(), (r.k() + n) % Rec.KEYS, (r.v() * 3 + n) % Rec.MODULUS))
        .toList();
  }

  private static List<Rec> moved(List<Rec> a) {
    return a.stream().map(r -> new Rec(Origins.moved(r.o()), r.k(), r.v())).toList();
  }

  private static Map<Integer, List<Rec>> groups(List<Rec> a) {
    return a.stream().collect(Collectors.groupingBy(Rec::k, TreeMap::new, Collectors.toList()));
  }

  private static String all(List<Rec> rows) {
    return Origins.normal(rows.stream().map(Rec::o).collect(Collectors.joining(",")));
  }

  private static Rec sum(List<Rec> group) {
    long sum = group.stream().mapToLong(Rec::v).sum();
    int k = group.isEmpty() ? 0 : group.get(0).k();
    return new Rec(Origins.moved(all(group)), k, sum % Rec.MODULUS);
  }

  private static List<Rec> cube(List<Rec> a) {
    Map<Integer, List<Rec>> groups = new TreeMap<>();
    for (Rec r : a) {
      for (int set = 0; set < 4; set++) {
        int x = (set & 1) == 0 ? 2 : r.k() % 2;
        int y = (set & 2) == 0 ? 3 : r.k() % 3;
        groups.computeIfAbsent(x * 3 + y + 100 * set, k -> new ArrayList<>()).add(r);
      }
    }
    return groups.entrySet().stream()
        .map(
            e -> {
              Rec sum = sum(e.getValue());
              return new Rec(sum.o(), e.getKey() % 100, sum.v());
            })
        .toList();
  }

  private static List<Rec> join(List<Rec> a, List<Rec> b, boolean outer) {
    List<Rec> out = new ArrayList<>(moved(pairs(a, b, true, false)));
    if (outer) {
      Set<Integer> keys = b.stream().map(Rec::k).collect(Collectors.toSet());
      out.addAll(moved(a.stream().filter(r -> !keys.contains(r.k())).toList()));
    }
    return out;
  }

  private static List<Rec> pairs(List<Rec> a, List<Rec> b, boolean byKey, boolean driver) {
    List<Rec> out = new ArrayList<>();
    for (Rec x : a) {
      for (Rec y : b) {
        if (!byKey || x.k() == y.k()) {
          String right = driver ? Origins.throughDriver(y.o()) : y.o();
          out.add(new Rec(Origins.merged(x.o(), right), x.k(), (x.v() + y.v()) % Rec.MODULUS));
        }
      }
    }
    return out;
  }

  private List<Rec> having(int step, List<Rec> a, List<Rec> b, boolean wanted) {
    need(step, Need.PLACE, moved(b));
    Set<Integer> keys = b.stream().map(Rec::k).collect(Collectors.toSet());
    return moved(a.stream().filter(r -> keys.contains(r.k()) == wanted).toList());
  }
}
