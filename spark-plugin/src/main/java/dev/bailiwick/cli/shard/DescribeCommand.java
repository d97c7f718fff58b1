package dev.bailiwick.cli.shard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.cli.policy.ToolJson;
import dev.bailiwick.sharding.DecisionRef;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick shard describe MANIFEST}. */
@Command(
    name = "describe",
    description =
        "Says what a manifest says: versions, sites, shards, where they may be and by which rules,"
            + " keys and copies.")
public final class DescribeCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ManifestOptions manifests;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    ManifestFile file = manifests.file();
    Manifest m = manifests.load(file);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ToolJson.print(out, json(file, m));
    } else {
      text(file, m).forEach(out::println);
    }
  }

  private static List<String> text(ManifestFile file, Manifest m) {
    List<String> lines = new ArrayList<>();
    lines.add("manifest   " + file);
    lines.add(
        "dataset    %s, version %d of %s, on top of %s"
            .formatted(m.dataset(), m.version(), m.created(), m.previous().orElse("nothing")));
    lines.add("topology   " + m.topology());
    lines.add("strategy   " + m.strategy());
    if (!m.sensitiveColumns().isEmpty()) {
      lines.add("own keys   columns " + String.join(", ", m.sensitiveColumns()));
    }
    m.policies()
        .forEach(
            p ->
                lines.add("policy     %s %s sha256:%s".formatted(p.id(), p.version(), p.sha256())));
    lines.add(
        "totals     %d shards, %,d rows, %,d bytes"
            .formatted(m.shards().size(), m.rows(), m.bytes()));
    lines.add("");
    lines.add("rows at home and bytes of all copies, by site and split");
    Sums.of(m).lines().forEach(lines::add);
    lines.add("");
    lines.add("shards");
    m.shards().forEach(s -> lines.addAll(shard(s)));
    lines.add("");
    lines.add("where the rows may be, and by which rule");
    lines.addAll(rules(m));
    return lines;
  }

  private static List<String> shard(ManifestShard s) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "  %s  %s%s%s  %,d rows  law %s; raw at %s, intermediate at %s"
            .formatted(
                s.id(),
                s.split(),
                s.category().isEmpty() ? "" : "  category " + s.category(),
                s.isContext() ? "  context of " + s.contextOf() : "",
                s.rows(),
                String.join(", ", s.jurisdictions()),
                s.permittedFor("raw"),
                s.permittedFor("intermediate")));
    s.ranges()
        .forEach(r -> lines.add("      %s from %s to %s".formatted(r.column(), r.from(), r.to())));
    for (ShardCopy c : s.copies()) {
      lines.add(
          "      %s at %s  %,d bytes  key %s version %d  %s"
              .formatted(
                  c.equals(s.home()) ? "home   " : "replica",
                  c.site(),
                  c.bytes(),
                  c.keyId(),
                  c.keyVersion(),
                  c.uri()));
    }
    return lines;
  }

  private static List<String> rules(Manifest m) {
    Map<String, List<String>> shards = new TreeMap<>();
    for (ManifestShard s : m.shards()) {
      for (DecisionRef r : s.decidedBy()) {
        shards
            .computeIfAbsent(
                "  %-12s %-5s at %s by %s of %s (%s)"
                    .formatted(
                        r.transferClass(),
                        r.allowed() ? "allow" : "deny",
                        String.join(", ", r.sites()),
                        r.rule().isEmpty() ? "default deny" : "rule " + r.rule(),
                        r.policy(),
                        r.place()),
                line -> new ArrayList<>())
            .add(s.id());
      }
    }
    List<String> lines = new ArrayList<>();
    shards.forEach((line, of) -> lines.add("%s: %d shards".formatted(line, of.size())));
    return lines;
  }

  private static ObjectNode json(ManifestFile file, Manifest m) {
    ObjectNode root = ToolJson.object();
    root.put("file", file.toString());
    root.put("dataset", m.dataset());
    root.put("version", m.version());
    root.put("previous", m.previous().orElse(""));
    root.put("created", m.created().toString());
    root.put("topology", m.topology());
    root.put("strategy", m.strategy());
    ToolJson.texts(root.putArray("sensitiveColumns"), m.sensitiveColumns());
    ArrayNode policies = root.putArray("policies");
    m.policies()
        .forEach(
            p ->
                policies
                    .addObject()
                    .put("id", p.id())
                    .put("version", p.version())
                    .put("sha256", p.sha256()));
    root.putObject("totals")
        .put("shards", m.shards().size())
        .put("rows", m.rows())
        .put("bytes", m.bytes());
    root.set("sites", Sums.of(m).json());
    ArrayNode shards = root.putArray("shards");
    m.shards().forEach(s -> shards.add(json(s)));
    return root;
  }

  private static ObjectNode json(ManifestShard s) {
    ObjectNode node = ToolJson.object();
    node.put("id", s.id()).put("split", s.split()).put("category", s.category());
    node.put("contextOf", s.contextOf()).put("rows", s.rows());
    ToolJson.texts(node.putArray("jurisdictions"), s.jurisdictions());
    ObjectNode permitted = node.putObject("permitted");
    s.permitted().forEach((c, sites) -> ToolJson.texts(permitted.putArray(c), sites));
    ArrayNode ranges = node.putArray("ranges");
    s.ranges()
        .forEach(
            r ->
                ranges
                    .addObject()
                    .put("column", r.column())
                    .put("from", r.from())
                    .put("to", r.to()));
    ArrayNode copies = node.putArray("copies");
    for (ShardCopy c : s.copies()) {
      copies
          .addObject()
          .put("site", c.site())
          .put("uri", c.uri().toString())
          .put("bytes", c.bytes())
          .put("rowGroups", c.rowGroups())
          .put("sha256", c.sha256())
          .put("keyId", c.keyId())
          .put("keyVersion", c.keyVersion());
    }
    ArrayNode rules = node.putArray("decidedBy");
    for (DecisionRef r : s.decidedBy()) {
      ObjectNode rule = rules.addObject();
      rule.put("transferClass", r.transferClass()).put("allowed", r.allowed());
      ToolJson.texts(rule.putArray("sites"), r.sites());
      rule.put("policy", r.policy()).put("rule", r.rule()).put("place", r.place());
    }
    return node;
  }
}
