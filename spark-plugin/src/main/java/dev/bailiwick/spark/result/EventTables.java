package dev.bailiwick.spark.result;

import java.util.List;

/** What moved, what was refused, and what was tried. */
final class EventTables {
  private final Markup page;
  private final RunResult run;

  EventTables(Markup page, RunResult run) {
    this.page = page;
    this.run = run;
  }

  void write() {
    open("Bytes moved");
    Tables.write(
        page,
        List.of("from", "to", "transfer class", "#bytes"),
        run.bytes(),
        b -> List.of(b.from(), b.to(), b.transferClass(), Numbers.bytes(b.bytes())));
    page.end().line();
    open("Denials");
    Tables.write(
        page,
        List.of("what", "at", "class", "by", "rule", "why"),
        run.denials(),
        d ->
            List.of(
                d.what(),
                d.site(),
                d.transferClass(),
                d.layer(),
                d.policy() + "/" + d.rule() + " " + d.place(),
                d.text()));
    page.end().line();
    if (!run.breakIns().isEmpty()) {
      open("Attempted break-ins");
      Tables.write(
          page,
          List.of("attempt", "outcome", "on record", "by", "what was said"),
          run.breakIns(),
          b ->
              List.of(
                  b.attempt(),
                  new Tables.Tone(b.refused() ? "refused" : "NOT REFUSED", b.refused()),
                  new Tables.Tone(b.recorded() ? "yes" : "no", b.recorded()),
                  b.layer(),
                  b.text()));
      page.end().line();
    }
  }

  private void open(String title) {
    page.open("section").leaf("h2", title).line();
  }
}
