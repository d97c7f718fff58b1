package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.audit.Claim;
import dev.bailiwick.audit.Counter;
import dev.bailiwick.audit.Ledger;
import dev.bailiwick.cli.policy.KeySigner;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCommandTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final Counter LABS =
      new Counter("cardio", "pd:Health", Counter.SUBJECTS, "indus-labs");
  private static final Counter CLINIC =
      new Counter("cardio", "pd:Health", Counter.SUBJECTS, "klinik");

  private final Tool tool = new Tool();
  @TempDir private Path dir;
  private Path home;

  @BeforeEach
  void aDriverHasAHome() {
    home = dir.resolve("home");
    tool.run("pki", "init", "--dir", dir.resolve("pki").toString(), "--trust-domain", "a.example");
    tool.run(
        "pki",
        "issue",
        "--authority",
        dir.resolve("pki").toString(),
        "--site",
        "fra",
        "--home",
        home.toString());
  }

  private int ledger(String... args) {
    String[] all = new String[args.length + 4];
    all[0] = "policy";
    all[1] = "ledger";
    System.arraycopy(args, 0, all, 2, args.length);
    all[all.length - 2] = "--identity";
    all[all.length - 1] = home.toString();
    return tool.run(all);
  }

  private Ledger made() {
    assertThat(ledger("init")).as(tool.err()).isZero();
    return Ledger.at(home.resolve("ledger/ledger.jsonl"), KeySigner.home(home));
  }

  private static void reserve(Ledger ledger, String run) {
    ledger.reserve(
        run, "1", DAY, List.of(new Claim(LABS, 300, List.of()), new Claim(CLINIC, 40, List.of())));
  }

  private void show() {
    assertThat(ledger("show", "--from", "2026-01-01", "--to", "2026-12-31"))
        .as(tool.err())
        .isZero();
  }

  @Test
  void aLedgerIsMadeOnce() {
    made();
    show();
    assertThat(tool.out())
        .isEqualTo(
            "Counted from 2026-01-01 to 2026-12-31: nothing\nReserved and not settled: nothing\n");
    assertThat(ledger("init")).isEqualTo(2);
    assertThat(tool.err())
        .isEqualTo(
            "bailiwick: "
                + home.resolve("ledger/ledger.jsonl")
                + " or its head exists; a ledger is created once, or its limits would begin anew.\n");
  }

  @Test
  void aMissingLedgerNamesTheCommandThatMakesIt() {
    assertThat(ledger("show")).isEqualTo(1);
    assertThat(tool.err())
        .isEqualTo(
            "bailiwick: There is no ledger "
                + home.resolve("ledger/ledger.jsonl")
                + "; what was counted is unknown, not zero. Check the path, and if this ledger never"
                + " was, make it with 'bailiwick policy ledger init'.\n");
  }

  @Test
  void whatARunReservedIsShownWithTheRun() {
    reserve(made(), "app-7.j");
    show();
    assertThat(tool.out())
        .startsWith(
            """
            Counted from 2026-01-01 to 2026-12-31:
              300 subjects of category 'pd:Health' under policy 'cardio' to operator 'indus-labs'
              40 subjects of category 'pd:Health' under policy 'cardio' to operator 'klinik'
            Reserved and not settled:
              app-7.j/1 for 2026-11-21, run app-7.j, 0 min old:
            """);
    assertThat(ledger("show", "--json", "--from", "2026-11-22", "--to", "2026-11-30")).isZero();
    assertThat(tool.out()).contains("\"counted\" : [ ]", "\"run\" : \"app-7.j\"");
  }

  @Test
  void afterACrashSomebodySaysWhatWasUsed() {
    Ledger ledger = made();
    reserve(ledger, "used");
    reserve(ledger, "none");
    reserve(ledger, "all");
    assertThat(ledger("settle", "used/1", "--used", "indus-labs=120", "--used", "klinik=0"))
        .as(tool.err())
        .isZero();
    assertThat(tool.out())
        .startsWith("used/1 is settled:\n  120 of 300 subjects of category 'pd:Health'");
    assertThat(ledger("settle", "none/1", "--none")).isZero();
    assertThat(ledger("settle", "all/1", "--all", "--json")).isZero();
    assertThat(tool.out()).contains("\"cardio/pd:Health/subjects/klinik\" : 40");

    assertThat(ledger.used(LABS, DAY, DAY)).hasValue(420);
    assertThat(ledger.used(CLINIC, DAY, DAY)).hasValue(40);
    show();
    assertThat(tool.out()).endsWith("Reserved and not settled: nothing\n");
  }

  @Test
  void whatDoesNotFitTheReservationIsRefused() {
    Ledger ledger = made();
    reserve(ledger, "r");
    Map<String, String> faults =
        Map.of(
            "indus-labs=1", "--used says nothing of cardio/pd:Health/subjects/klinik",
            "mars=1", "'mars' is no counter of r/1",
            "=1", "'' is more than one counter of r/1",
            "klinik=x", "--used is 'klinik=x'; expected COUNTER=N");
    faults.forEach(
        (used, message) -> {
          assertThat(ledger("settle", "r/1", "--used", used)).isEqualTo(2);
          assertThat(tool.err()).startsWith("bailiwick: " + message);
        });
    assertThat(ledger("settle", "r/1", "--used", "klinik=41", "--used", "indus-labs=1"))
        .isEqualTo(2);
    assertThat(tool.err()).contains("settles 41 of subjects", "expected 0 to 40");
    assertThat(ledger("settle", "other/1", "--none")).isEqualTo(2);
    assertThat(tool.err()).contains("has no reservation 'other/1'");
    assertThat(ledger("settle", "r/1")).isEqualTo(2);
    assertThat(ledger.used(LABS, DAY, DAY)).hasValue(300);
  }
}
