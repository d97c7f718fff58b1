package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plans of the examples on real data: equal rows, and the ranges that shards claim. The data is
 * not part of the project; where it is not, the tests say so.
 */
final class RealDataPlanTest {
  private static final Path EXAMPLES = Path.of("").toAbsolutePath().resolve("../examples");
  private static final Pattern SHARD =
      Pattern.compile("  (shard-\\d+(?:-context)?)  ([\\d,]+) rows( copied)?, [^;]*(;.*)?");

  @TempDir Path dir;

  @Test
  void uberBySpace() throws IOException {
    List<String> lines = planned("uber", "job.yaml", "uber-nyc-2014-04.csv.gz", "");
    if (lines.isEmpty()) {
      return;
    }
    List<Matcher> shards = shards(lines);
    assertThat(rows(shards)).isEqualTo(564_516);
    requireEqual(lines);
    assertThat(shards)
        .allSatisfy(
            s -> {
              assertThat(s.group(4)).containsPattern("; latitude [\\d.]+ to [\\d.]+");
              assertThat(s.group(4)).containsPattern("; longitude -[\\d.]+ to -[\\d.]+");
            });
  }

  @Test
  void uberByTimeWithTheLatestForTesting() throws IOException {
    List<String> lines = planned("uber", "by-time.yaml", "uber-nyc-2014-04.csv.gz", "");
    if (lines.isEmpty()) {
      return;
    }
    List<Matcher> shards = shards(lines);
    assertThat(rows(shards)).isEqualTo(564_516);
    requireEqual(lines);
    List<String> begins = new ArrayList<>();
    shards.stream()
        .filter(s -> s.group(3) == null)
        .forEach(s -> begins.add(s.group(4).replaceAll("; at (\\S+) to .*", "$1")));
    assertThat(begins).hasSizeGreaterThan(10).allMatch(at -> at.startsWith("2014-0"));
    assertThat(lines).anyMatch(l -> l.startsWith("rows at or after 2014-04-2"));
  }

  @Test
  void adultByCategory() throws IOException {
    List<String> lines =
        planned("adult", "job.yaml", "adult-train.csv", "{stratified: income, disjoint: true}");
    if (lines.isEmpty()) {
      return;
    }
    requireEqual(lines);
    assertThat(shards(lines))
        .allSatisfy(s -> assertThat(s.group(4)).containsPattern("; income (<=|>)50K"));
  }

  /** The report of a dry run; empty where the data is not there. */
  private List<String> planned(String example, String file, String data, String strategy)
      throws IOException {
    String named = System.getenv("BAILIWICK_DATA");
    Path folder =
        named == null || named.isEmpty()
            ? EXAMPLES.resolve("../../shared/data").normalize()
            : Path.of(named);
    if (!Files.exists(folder.resolve(data))) {
      System.err.println(
          "RealDataPlanTest: not run: no " + data + " in " + folder + "; set BAILIWICK_DATA");
      return List.of();
    }
    TestSites sites = TestSites.in(dir.resolve("sites"), "iad");
    Path from = EXAMPLES.resolve(example);
    Path policy = dir.resolve("policy.yaml");
    // Of some laws there are fewer rows than the example's rule wants to be told of.
    Files.writeString(
        policy,
        Files.readString(from.resolve("policy.yaml"))
            .replaceFirst(",\\s+require: \\{minRecords: 100\\}", ""));
    String job =
        Files.readString(from.resolve(file))
            .replace("topology: topology.yaml", "topology: " + sites.topology())
            .replace("policies: [policy.yaml]", "policies: [" + policy + "]")
            .replaceFirst("output: .*", "output: out");
    if (!strategy.isEmpty()) {
      job = job.replace("  rowsPerShard:", "  strategy: " + strategy + "\n  rowsPerShard:");
    }
    Path jobFile = Files.writeString(dir.resolve("job.yaml"), job);
    List<String> lines = new ArrayList<>();
    try (SparkSession spark =
        SparkSession.builder()
            .config(
                sites
                    .conf("local[2]", "iad")
                    .set(BailiwickConf.POLICIES, policy.toString())
                    .set("spark.log.level", "WARN"))
            .getOrCreate()) {
      Job parsed = JobParser.parse(jobFile, Map.of("data", folder.toString()));
      RunResult result =
          SovereignTraining.of(
                  spark, parsed, new RunOptions(parsed.output(), true, false, false), lines::add)
              .run(Afterwards.NOTHING);
      assertThat(result.status()).isEqualTo(RunResult.Status.PLANNED);
    }
    lines.forEach(System.out::println);
    return lines;
  }

  private static List<Matcher> shards(List<String> lines) {
    return lines.stream().map(SHARD::matcher).filter(Matcher::matches).toList();
  }

  private static long rows(List<Matcher> shards) {
    return shards.stream().filter(s -> s.group(3) == null).mapToLong(RealDataPlanTest::rows).sum();
  }

  private static long rows(Matcher shard) {
    return Long.parseLong(shard.group(2).replace(",", ""));
  }

  /** Shards of one stratum differ by at most one row. */
  private static void requireEqual(List<String> lines) {
    List<Long> sizes = new ArrayList<>();
    int strata = 0;
    for (String line : lines) {
      if (line.startsWith("stratum ")) {
        sizes.clear();
        strata++;
      }
      Matcher shard = SHARD.matcher(line);
      if (shard.matches() && shard.group(3) == null) {
        sizes.add(rows(shard));
        assertThat(Collections.max(sizes) - Collections.min(sizes)).isLessThanOrEqualTo(1);
      }
    }
    assertThat(strata).isPositive();
  }
}
