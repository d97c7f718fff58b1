package dev.bailiwick.spark.result;

import dev.bailiwick.spark.result.RunResult.DecidingRule;
import dev.bailiwick.spark.result.RunResult.Shard;
import dev.bailiwick.spark.result.RunResult.TaskPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the rows went and by which rule, and where the tasks that touched them ran. */
final class ShardTables {
  private final Markup page;
  private final RunResult run;

  ShardTables(Markup page, RunResult run) {
    this.page = page;
    this.run = run;
  }

  void write() {
    page.open("section").leaf("h2", "Shards").line();
    Tables.write(
        page,
        List.of("shard", "site", "split", "law", "#rows", "permitted", "decided by"),
        run.shards().list(),
        s ->
            List.of(
                s.id(),
                s.site(),
                s.split(),
                String.join(", ", s.jurisdictions()),
                Numbers.count(s.rows()),
                permitted(s),
                s.decidedBy().stream().map(ShardTables::rule).collect(Collectors.joining("; "))));
    page.end().line();
    page.open("section").leaf("h2", "Where tasks that touched a shard ran").line();
    page.leaf(
        "p", "Counted by the executors themselves, each by its certificate.", "class", "soft");
    Map<String, Shard> shards = new HashMap<>();
    run.shards().list().forEach(s -> shards.put(s.id(), s));
    Tables.write(
        page,
        List.of("shard", "ran at", "#tasks", "permitted there"),
        run.tasks().places(),
        place ->
            List.of(
                place.shard(), place.site(), Numbers.count(place.tasks()), verdict(shards, place)));
    page.end().line();
  }

  private static Object verdict(Map<String, Shard> shards, TaskPlace place) {
    Shard shard = shards.get(place.shard());
    if (shard == null) {
      return "shard of another run";
    }
    boolean permitted = shard.permitted().getOrDefault("raw", List.of()).contains(place.site());
    return new Tables.Tone(permitted ? "yes" : "no", permitted);
  }

  private static String permitted(Shard shard) {
    return shard.permitted().entrySet().stream()
        .map(e -> e.getKey() + " {" + String.join(", ", e.getValue()) + "}")
        .collect(Collectors.joining(" "));
  }

  private static String rule(DecidingRule rule) {
    return (rule.allowed() ? "" : "denied: ")
        + rule.policy()
        + (rule.rule().isEmpty() ? "" : "/" + rule.rule())
        + " ("
        + rule.place()
        + ") for "
        + rule.transferClass();
  }
}
