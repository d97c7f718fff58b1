package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicyDraft;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy new FILE}. */
@Command(
    name = "new",
    description =
        "Writes a first policy with one test. Asks for what is not given as an option, if somebody"
            + " sits at a console.")
public final class NewCommand implements Runnable {
  private static final String NONE = "none";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The policy to write.")
  private Path file;

  @Option(names = "--id", paramLabel = "ID", description = "Its name, such as de-cardio.")
  private @Nullable String id;

  @Option(names = "--steward", paramLabel = "EMAIL", description = "Who answers for it.")
  private @Nullable String steward;

  @Option(
      names = "--dataset",
      paramLabel = "GLOB",
      description = "Which data, such as s3a://klinik/cardio/**.")
  private @Nullable String dataset;

  @Option(
      names = "--jurisdiction",
      paramLabel = "CODE|column:NAME",
      description = "The law of every row, or the column that has it.")
  private @Nullable String jurisdiction;

  @Option(
      names = "--rows",
      paramLabel = "AREAS",
      description = "Where rows may be: codes, EU, EEA, ANYWHERE, site:NAME; with commas.")
  private @Nullable String rows;

  @Option(
      names = "--averages",
      paramLabel = "AREAS",
      description = "Where averages over many records may go, or none.")
  private @Nullable String averages;

  @Option(
      names = "--min-records",
      paramLabel = "N",
      description = "Over at least how many records. Default: 1000.")
  private @Nullable Long minRecords;

  @Option(
      names = "--deny",
      paramLabel = "AREAS",
      description = "Where nothing may ever go. Default: none.")
  private @Nullable String denied;

  @Option(names = "--on", paramLabel = "DAY", description = "The day of the test. Default: today.")
  private @Nullable LocalDate day;

  @Option(names = "--force", description = "Write over FILE if it exists.")
  private boolean force;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  private final List<String> missing = new ArrayList<>();

  @Override
  public void run() {
    if (!force && Files.exists(file)) {
      throw CaseOptions.wrong(file + " exists; write over it with --force, or name another file");
    }
    PolicyDraft draft = draft(System.console());
    if (!missing.isEmpty()) {
      throw CaseOptions.wrong("there is no console to ask at; add " + String.join(", ", missing));
    }
    write(draft.text(file.toString()));
    if (json) {
      ObjectNode node = ToolJson.object();
      node.put("file", file.toString());
      node.put("id", draft.id());
      ToolJson.print(spec.commandLine().getOut(), node);
    } else {
      spec.commandLine()
          .getOut()
          .println(file + ": written; look at it, then `bailiwick policy test " + file + "`");
    }
  }

  private PolicyDraft draft(@Nullable Console console) {
    return new PolicyDraft(
        ask(console, "--id", id, "Name of the policy", null),
        ask(console, "--steward", steward, "Who answers for it (e-mail address)", null),
        ask(console, "--dataset", dataset, "Which data (s3a://bucket/folder/**)", null),
        ask(console, "--jurisdiction", jurisdiction, "Law of the rows (DE, or column:NAME)", null),
        areas(ask(console, "--rows", rows, "Where rows may be (DE, EEA, site:NAME)", null)),
        areas(ask(console, "--averages", averages, "Where averages may go", NONE)),
        number(
            ask(
                console,
                "--min-records",
                minRecords == null ? null : String.valueOf(minRecords),
                "Averages over at least how many records",
                "1000")),
        areas(ask(console, "--deny", denied, "Where nothing may ever go", NONE)),
        day(
            ask(
                console,
                "--on",
                day == null ? null : day.toString(),
                "Day of the test",
                LocalDate.now(ZoneId.systemDefault()).toString())));
  }

  /** What was given as an option, or is answered at the console, or else the default. */
  private String ask(
      @Nullable Console console,
      String option,
      @Nullable String given,
      String question,
      @Nullable String otherwise) {
    if (given != null) {
      return given;
    }
    if (console == null) {
      if (otherwise == null) {
        missing.add(option);
        return "?";
      }
      return otherwise;
    }
    String hint = otherwise == null ? "" : " [" + otherwise + "]";
    while (true) {
      String answer = console.readLine("%s%s: ", question, hint);
      if (answer == null) {
        throw CaseOptions.wrong("the questions were not answered; nothing was written");
      }
      if (!answer.isBlank()) {
        return answer.strip();
      }
      if (otherwise != null) {
        return otherwise;
      }
    }
  }

  private static List<String> areas(String text) {
    return text.equals(NONE)
        ? List.of()
        : Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw CaseOptions.wrong("'" + text + "' is no whole number");
    }
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw CaseOptions.wrong("'" + text + "' is no day such as 2026-11-21");
    }
  }

  private void write(String text) {
    try {
      if (force) {
        Files.writeString(file, text);
      } else {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
