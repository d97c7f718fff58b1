package dev.bailiwick.spark.result;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A result with every part in it; the text given stands wherever a text from outside may. */
final class Samples {
  private Samples() {}

  static RunResult result(String text) {
    return new RunResult(
        RunResult.FORMAT,
        text,
        RunResult.Status.SUCCEEDED,
        text,
        "2026-11-20T10:00:00Z",
        "2026-11-20T10:01:00Z",
        new TreeMap<>(Map.of("bailiwick", "0.1.0", "spark", text)),
        List.of(new RunResult.PolicyUsed(text, "1.0.0", text, "ab".repeat(32), text)),
        List.of(
            new RunResult.SiteUsed("fra", "DE", true, 1, 7),
            new RunResult.SiteUsed("iad", "US-VA", false, 1, 9)),
        new RunResult.Shards(
            1,
            new TreeMap<>(Map.of("fra", 1, "iad", 0)),
            List.of(
                new RunResult.Shard(
                    "shard-0001",
                    "fra",
                    "train",
                    List.of("DE", text),
                    7,
                    new TreeMap<>(Map.of("raw", List.of("fra"))),
                    List.of(new RunResult.DecidingRule(text, "keep", text, "raw", true))))),
        new RunResult.Rows(8, 7, 0, new TreeMap<>(Map.of(text, 1L))),
        new RunResult.Tasks(3, 1, List.of(new RunResult.TaskPlace("shard-0001", "iad", 1))),
        2,
        List.of(new RunResult.Round(1, 0.7, null, 1.5), new RunResult.Round(2, 0.5, 0.2, 1.4)),
        new TreeMap<>(Map.of("testError", 0.2)),
        List.of(new RunResult.LinkBytes("iad", "fra", "parameters", 40_000)),
        List.of(
            new RunResult.Refusal(
                text, "iad", "raw", text, "keep", "p.yaml:5:3", text, "scheduler")),
        List.of(new RunResult.BreakIn(text, true, true, "key store", text)),
        "audit/audit.jsonl");
  }
}
