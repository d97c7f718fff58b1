package dev.bailiwick.spark.result;

import dev.bailiwick.spark.result.RunResult.Status;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A result as one HTML page that needs nothing besides itself: no script, no font, no image, and a
 * content policy that forbids the browser to load any.
 */
final class HtmlReport {
  private final RunResult run;
  private final Markup page = new Markup();

  private HtmlReport(RunResult run) {
    this.run = run;
  }

  static String of(RunResult run) {
    HtmlReport report = new HtmlReport(run);
    report.write();
    return report.page.page();
  }

  private void write() {
    PageHead.open(page, "Bailiwick: " + run.job());
    header();
    section("Sites", this::sites);
    if (!run.history().isEmpty()) {
      section("Training", this::training);
    }
    new ShardTables(page, run).write();
    new EventTables(page, run).write();
    section("Policies and versions", this::origins);
    PageHead.close(page);
  }

  private void section(String title, Runnable body) {
    page.open("section").leaf("h2", title).line();
    body.run();
    page.end().line();
  }

  private void header() {
    boolean good = run.status() == Status.SUCCEEDED || run.status() == Status.PLANNED;
    page.leaf("h1", "Bailiwick: " + run.job());
    page.open("p").leaf("span", run.status().name().toLowerCase(Locale.ROOT), "class", tone(good));
    page.text(" · " + run.started() + " to " + run.ended()).end().line();
    if (!run.message().isEmpty()) {
      page.leaf("p", run.message(), "class", tone(good));
    }
    page.open("div", "class", "figures");
    run.metrics()
        .forEach(
            (name, value) ->
                figure(
                    name.contains("Error") ? Numbers.percent(value) : Numbers.decimal(value),
                    words(name),
                    true));
    figure(Integer.toString(run.rounds()), "rounds", true);
    figure(Integer.toString(run.shards().total()), "shards", true);
    figure(Numbers.count(run.tasks().touchingShards()), "tasks that touched a shard", true);
    figure(
        Numbers.count(run.tasks().outsidePermittedSet()),
        "of them outside the permitted set",
        run.tasks().outsidePermittedSet() == 0);
    page.end().line();
  }

  private void figure(String value, String name, boolean good) {
    page.open("div").leaf("b", value, "class", good ? "" : "bad").leaf("span", name).end();
  }

  private void sites() {
    SitePlan.draw(page, run.sites(), run.bytes());
    Tables.write(
        page,
        List.of("site", "location", "#executors", "#shards", "#rows", "role"),
        run.sites(),
        site ->
            List.of(
                site.name(),
                site.location(),
                site.executors(),
                run.shards().bySite().getOrDefault(site.name(), 0),
                Numbers.count(site.rows()),
                site.coordinator() ? "coordinator" : ""));
  }

  private void training() {
    page.open("div", "class", "charts").line();
    RoundChart.draw(page, "Training loss", run.history(), RunResult.Round::loss);
    RoundChart.draw(
        page,
        "Test error",
        run.history(),
        round -> {
          Double error = round.error();
          return error == null ? Double.NaN : error;
        });
    page.end().line();
  }

  private void origins() {
    Tables.write(
        page,
        List.of("policy", "version", "steward", "file", "SHA-256"),
        run.policies(),
        p -> List.of(p.id(), p.version(), p.steward(), p.source(), p.sha256()));
    Consumer<String> soft = text -> page.leaf("p", text, "class", "soft").line();
    soft.accept("Versions: " + run.versions());
    soft.accept(
        "Rows: "
            + Numbers.count(run.rows().read())
            + " read, "
            + Numbers.count(run.rows().train())
            + " to train on, "
            + Numbers.count(run.rows().test())
            + " to test on; left out: "
            + run.rows().removed());
    if (!run.auditLog().isEmpty()) {
      soft.accept("Audit log: " + run.auditLog() + " (verify: bailiwick audit verify)");
    }
  }

  private static String tone(boolean good) {
    return good ? "good" : "bad";
  }

  /** {@code testErrorSingleProcess} as {@code test error single process}. */
  private static String words(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
