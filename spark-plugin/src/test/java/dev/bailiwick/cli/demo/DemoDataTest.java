package dev.bailiwick.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
  private static final long ROWS = 60_000;
  private static final long SEED = 7;
  private final DemoData data = new DemoData(ROWS, SEED);
  @TempDir private Path dir;

  @Test
  void theBestPossibleErrorIsAboutElevenPercentAndGuessingIsFarWorse() {
    double[] best = {0};
    double[] churned = {0};
    for (String site : DemoData.sites()) {
      data.people(
          site,
          person -> {
            best[0] += Math.min(person.chance(), 1 - person.chance());
            churned[0] += person.churn() ? 1 : 0;
          });
    }
    assertThat(best[0] / ROWS).isBetween(0.10, 0.12);
    assertThat(churned[0] / ROWS).isBetween(0.30, 0.70);
  }

  @Test
  void sitesDifferInHowManyLeave() {
    assertThat(churnAt("iad") - churnAt("nrt")).isGreaterThan(0.15);
    assertThat(churnAt("fra")).isBetween(churnAt("nrt"), churnAt("iad"));
  }

  @Test
  void allRowsAreWrittenAndEachHoldsThePlantedText() throws IOException {
    long rows = 0;
    for (String site : DemoData.sites()) {
      Path file = dir.resolve(site + ".csv");
      data.write(site, file);
      List<String> lines = Files.readAllLines(file);
      assertThat(lines.get(0)).isEqualTo(Person.HEADER);
      assertThat(lines.subList(1, lines.size()))
          .allMatch(line -> line.contains("," + data.plantedText() + "-"))
          .allMatch(line -> line.split(",", -1).length == 11)
          .doesNotHaveDuplicates();
      rows += lines.size() - 1;
    }
    assertThat(rows).isEqualTo(ROWS);
  }

  @Test
  void theSameSeedMakesTheSameRowsAndAnotherDoesNot() throws IOException {
    data.write("nrt", dir.resolve("one.csv"));
    new DemoData(ROWS, SEED).write("nrt", dir.resolve("two.csv"));
    new DemoData(ROWS, SEED + 1).write("nrt", dir.resolve("three.csv"));
    assertThat(dir.resolve("one.csv")).hasSameBinaryContentAs(dir.resolve("two.csv"));
    assertThat(Files.mismatch(dir.resolve("one.csv"), dir.resolve("three.csv"))).isPositive();
  }

  private double churnAt(String site) {
    long[] churned = {0};
    data.people(site, person -> churned[0] += person.churn() ? 1 : 0);
    return churned[0] / (double) data.rowsAt(site);
  }
}
