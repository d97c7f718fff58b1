package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.spark.result.ResultFiles;
import dev.bailiwick.spark.result.RunResult;
import dev.bailiwick.spark.result.RunResult.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of the notebook {@code laptop.ipynb}, from its files to its report, in one process. */
class TrainMainTest {
  private static final Pattern DOCUMENT =
      Pattern.compile(
          "\\(work / \"(\\w+\\.yaml)\"\\)\\.write_text\\(\"\"\"\\\\\n(.*?)\"\"\"\\)",
          Pattern.DOTALL);
  private static final int ROWS = 6_000;

  @TempDir private Path dir;
  private Map<String, String> settings = Map.of();
  private String said = "";

  @BeforeEach
  void makeTheLaptop() throws IOException {
    for (JsonNode cell :
        new ObjectMapper().readTree(Path.of("../notebooks/laptop.ipynb").toFile()).path("cells")) {
      StringBuilder source = new StringBuilder();
      cell.path("source").forEach(line -> source.append(line.asText()));
      Matcher documents = DOCUMENT.matcher(source);
      while (documents.find()) {
        Files.writeString(dir.resolve(documents.group(1)), documents.group(2));
      }
    }
    change("job.yaml", "rounds: 5, localSteps: 32", "rounds: 3, localSteps: 8");
    writeRows(ROWS, "none");
    DevelopmentAuthority.create(dir.resolve("authority"), "laptop.example")
        .issue("desk", "node-1", dir.resolve("desk"));
    settings =
        Map.of(
            "spark.master", "local[2]",
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.sql.warehouse.dir", dir.resolve("warehouse").toString(),
            "spark.bailiwick.site.home", dir.resolve("desk").toString());
    settings.forEach(System::setProperty);
  }

  @AfterEach
  void forgetTheSettings() {
    settings.keySet().forEach(System::clearProperty);
    System.clearProperty("spark.bailiwick.policies");
    System.clearProperty("spark.bailiwick.topology");
  }

  private void writeRows(int rows, String lastWork) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      int age = random.nextInt(18, 81);
      double amount = Math.round(100 * Math.exp(8 + random.nextGaussian())) / 100.0;
      String work =
          i == rows - 1 ? lastWork : new String[] {"private", "state", "self"}[random.nextInt(3)];
      String outcome = 0.02 * age - 0.0003 * amount + random.nextGaussian() > 0 ? "paid" : "lost";
      text.append("%d,%s,%s,%s%n".formatted(age, amount, work, outcome));
    }
    Files.writeString(dir.resolve("loans.csv"), text);
  }

  private void change(String document, String from, String to) throws IOException {
    Path file = dir.resolve(document);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  private int train(String... flags) {
    String[] arguments =
        Stream.concat(Stream.of(dir.resolve("job.yaml").toString()), Stream.of(flags))
            .toArray(String[]::new);
    PrintStream before = System.err;
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    System.setErr(new PrintStream(heard, true, StandardCharsets.UTF_8));
    try {
      return TrainMain.run(arguments);
    } finally {
      System.setErr(before);
      said = heard.toString(StandardCharsets.UTF_8);
    }
  }

  private RunResult result() {
    return ResultFiles.read(dir.resolve("out"));
  }

  private Path out(String name) {
    return dir.resolve("out").resolve(name);
  }

  @Test
  void theNotebooksJobIsPlannedTrainedAndResumed() throws IOException {
    assertThat(train("--plan")).as(said).isZero();
    assertThat(out("result.json")).doesNotExist();

    assertThat(train()).as(said).isZero();
    RunResult first = result();
    assertThat(first.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(first.rounds()).isEqualTo(3);
    assertThat(first.rows().train() + first.rows().test()).isEqualTo(ROWS);
    assertThat(first.sites()).singleElement().matches(RunResult.SiteUsed::coordinator);
    assertThat(first.tasks().places())
        .isNotEmpty()
        .allSatisfy(p -> assertThat(first.shards().list()).anyMatch(s -> s.id().equals(p.shard())));

    // As after an interrupt in the last round.
    Files.delete(out("checkpoints/round-000003.ckpt"));
    assertThat(train("--resume")).as(said).isZero();
    assertThat(result().metrics()).isEqualTo(first.metrics());
    assertThat(result().history()).hasSize(3);
    assertThat(out("manifests/manifest-000002.json")).doesNotExist();

    writeRows(ROWS + 500, "none");
    assertThat(train("--resume")).isEqualTo(2);
    assertThat(said).contains("cannot resume").contains("the plan of the shards");
    assertThat(result().status()).isEqualTo(Status.FAILED);

    assertThat(train()).as(said).isZero();
    assertThat(out("checkpoints/replaced/round-000003.ckpt")).exists();
    assertThat(out("manifests/manifest-000002.json")).exists();
  }

  @Test
  void aDeniedRunReplacesTheResultAndIsOnRecord() throws IOException {
    Files.createDirectories(out(""));
    Files.writeString(out("result.json"), "of an earlier run");
    change("policy.yaml", "minRecords: 1000", "minRecords: 5500");
    assertThat(train()).isEqualTo(3);
    assertThat(said).contains("it asks for at least 5500 records").doesNotContain("Internal error");
    assertThat(result().status()).isEqualTo(Status.DENIED);
    assertThat(result().denials()).isNotEmpty().allMatch(d -> d.layer().equals("plan"));
    assertThat(dir.resolve("storage")).doesNotExist();
  }

  @Test
  void rowsThatLieWhereTheyMayNotBeAreInThePlanAndStopARunBeforeAnythingIsWritten()
      throws IOException {
    change("policy.yaml", "[raw, intermediate, view]", "[raw, view]");
    assertThat(train("--plan")).isEqualTo(3);
    assertThat(said)
        .contains("bailiwick: %,d rows".formatted(ROWS))
        .contains(
            "under the law of DE lie at site 'desk' (DE), where intermediate is not permitted")
        .contains("ask the steward for a rule")
        .doesNotContain("Internal error");

    assertThat(train()).isEqualTo(3);
    assertThat(result().status()).isEqualTo(Status.DENIED);
    assertThat(result().denials())
        .singleElement()
        .satisfies(d -> assertThat(d.site()).isEqualTo("desk"))
        .satisfies(d -> assertThat(d.transferClass()).isEqualTo("intermediate"))
        .satisfies(d -> assertThat(d.policy()).isEqualTo("loans"))
        .satisfies(d -> assertThat(d.layer()).isEqualTo("plan"));
    assertThat(result().rows().removed()).containsValue((long) ROWS);
    assertThat(dir.resolve("storage")).doesNotExist();
  }

  @Test
  void anInterruptedRunSaysHowToGoOn() throws Exception {
    change("job.yaml", "rounds: 3", "rounds: 10000");
    Path err = dir.resolve("stderr");
    List<String> command = new ArrayList<>(Interrupts.heard());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Spark's own, as surefire gave them to this process.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-"))
        .forEach(command::add);
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(TrainMain.class.getName(), dir.resolve("job.yaml").toString()));
    Process run =
        new ProcessBuilder(command)
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(err.toFile())
            .start();
    try {
      long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
      while (!Files.exists(out("checkpoints/round-000002.ckpt"))) {
        assertThat(run.isAlive()).as(Files.readString(err)).isTrue();
        assertThat(System.nanoTime()).isLessThan(limit);
        run.waitFor(50, TimeUnit.MILLISECONDS);
      }
      new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();
      assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      run.destroyForcibly();
    }
    assertThat(run.exitValue()).isEqualTo(130);
    assertThat(Files.readAllLines(err).stream().filter(line -> line.startsWith("bailiwick:")))
        .singleElement()
        .asString()
        .contains("interrupted before the run was done")
        .contains("--resume");
    assertThat(Files.readString(err)).doesNotContain("Internal error");
  }

  @Test
  void aTestRowThatCannotBeUsedIsOneErrorWithItsPlace() throws IOException {
    Files.writeString(
        dir.resolve("test.csv"), "40,1000.5,state,paid\n".repeat(1200) + "30,9,,lost\n");
    change(
        "job.yaml",
        "path: \"loans.csv\"}",
        "path: \"loans.csv\"}\n    - {site: desk, split: test, format: csv, path: \"test.csv\"}");
    change("job.yaml", "  holdout: 0.2\n", "");
    assertThat(train()).isEqualTo(2);
    assertThat(said.lines()).hasSize(1);
    assertThat(said)
        .contains("row 1200: a row's work is null: set dataset.dropIncomplete")
        .contains("shard-")
        .doesNotContain("SparkException");
  }

  @Test
  void aSourceThatReadsNoFileIsRefused() throws IOException {
    change("job.yaml", "format: csv", "format: " + NoFileSource.class.getName());
    assertThat(train("--plan")).isEqualTo(2);
    assertThat(said).contains("job.yaml:").contains("NoFileSource' reads no file at");
    change("job.yaml", ", path: \"loans.csv\"", "");
    assertThat(train("--plan")).isEqualTo(2);
    assertThat(said).contains("expected the file or folder of this source");
  }

  @Test
  void policiesOfTheSettingsCountBesideThoseOfTheJob() throws IOException {
    Path house = dir.resolve("house.yaml");
    Files.writeString(
        house,
        """
        apiVersion: bailiwick/v1
        kind: SovereigntyPolicy
        metadata: {id: house, version: 1.0.0, steward: dpo@laptop.example}
        dataset: {match: "**", jurisdiction: DE}
        rules:
          - {id: rows-only, effect: allow, transfer: [raw, intermediate], to: [DE]}
        """);
    System.setProperty("spark.bailiwick.policies", house.toString());
    assertThat(train("--plan")).isEqualTo(3);
    assertThat(said).contains("house");

    System.setProperty("spark.bailiwick.topology", dir.resolve("other.yaml").toString());
    assertThat(train("--plan")).isEqualTo(2);
    assertThat(said).contains("spark.bailiwick.topology is").contains("remove the setting");
  }

  @Test
  void aComparisonThatCannotBeMadeIsRefusedBeforeAnythingIsDone() {
    assertThat(train("--compare-single")).isEqualTo(2);
    assertThat(said).contains("Leave --compare-single out");
    assertThat(dir.resolve("storage")).doesNotExist();
  }
}
