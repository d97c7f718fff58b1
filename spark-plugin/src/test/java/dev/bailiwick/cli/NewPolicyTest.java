package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewPolicyTest {
  private final Tool tool = new Tool();
  @TempDir private Path dir;

  private int write(String jurisdiction, String rows, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "policy",
                "new",
                dir.resolve("p.yaml").toString(),
                "--id=de-cardio",
                "--steward=dpo@klinik.example",
                "--dataset=s3a://klinik/cardio/**",
                "--jurisdiction=" + jurisdiction,
                "--rows=" + rows,
                "--on=2026-11-21"));
    args.addAll(List.of(more));
    return tool.run(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "DE,DE",
    "DE,EEA",
    "column:country,'FR,DE'",
    "column:law of the row,site:ber",
    "NO,site:osl",
    "FR,ANYWHERE"
  })
  void whatIsWrittenLintsCleanAndItsTestPasses(String jurisdiction, String rows) {
    assertThat(write(jurisdiction, rows, "--averages=EEA", "--deny=CN,RU")).as(tool.err()).isZero();
    String file = dir.resolve("p.yaml").toString();

    assertThat(tool.run("policy", "lint", "--strict", file)).as(tool.err()).isZero();
    assertThat(tool.err()).isEmpty();
    assertThat(tool.run("policy", "test", file)).isZero();
    assertThat(tool.out()).endsWith("1 case, all passed; 1 of 3 rules reached\n");
  }

  @Test
  void whatExistsIsKeptUnlessForced() throws IOException {
    write("DE", "DE");
    String first = Files.readString(dir.resolve("p.yaml"));

    assertThat(write("DE", "FR")).isEqualTo(2);
    assertThat(tool.err()).contains("p.yaml exists; write over it with --force");
    assertThat(dir.resolve("p.yaml")).hasContent(first);
    assertThat(write("DE", "FR", "--force")).isZero();
    assertThat(Files.readString(dir.resolve("p.yaml"))).contains("to: [FR]");
  }

  @Test
  void whatIsMissingWithoutAConsoleIsNamed() {
    assertThat(tool.run("policy", "new", dir.resolve("p.yaml").toString(), "--id=a", "--rows=DE"))
        .isEqualTo(2);
    assertThat(tool.err())
        .isEqualTo(
            "bailiwick: there is no console to ask at; add --steward, --dataset, --jurisdiction\n");
    assertThat(dir.resolve("p.yaml")).doesNotExist();
  }

  @Test
  void answersThatContradictEachOtherAreRefused() {
    assertThat(write("DE", "DE", "--deny=EU")).isEqualTo(2);
    assertThat(tool.err())
        .startsWith("bailiwick: The answers contradict each other: rows may be in [DE]");
    assertThat(write("DE", "Atlantis")).isEqualTo(2);
    assertThat(tool.err()).contains("'Atlantis' is no country or subdivision of ISO 3166");
    assertThat(dir.resolve("p.yaml")).doesNotExist();
  }
}
