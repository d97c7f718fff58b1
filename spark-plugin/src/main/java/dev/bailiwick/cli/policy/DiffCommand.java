package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.crypto.TrustAnchors;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicyDiff;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.ShardDiff;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy diff BEFORE AFTER --topology FILE}. */
@Command(
    name = "diff",
    description =
        "Says what becomes allowed or denied when one edition of the policies takes the place of"
            + " another, and with a manifest which shards may be elsewhere.")
public final class DiffCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private CaseOptions supposed;

  @Parameters(index = "0", paramLabel = "BEFORE", description = "A policy file, or a folder.")
  private Path before;

  @Parameters(index = "1", paramLabel = "AFTER", description = "A policy file, or a folder.")
  private Path after;

  @Option(
      names = "--dataset",
      paramLabel = "URI",
      description = "Only the policies that govern this dataset. Default: all of them.")
  private @Nullable String dataset;

  @Option(names = "--topology", required = true, paramLabel = "FILE", description = "The places.")
  private Path topology;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description =
          "The manifest of a dataset, or its folder (path or URI): name the shards that change.")
  private @Nullable String manifest;

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      description = "With --manifest: the authorities to trust, such as a site home's trust.pem.")
  private @Nullable Path trust;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    Topology places = TopologyParser.parse(topology);
    PolicySet old = supposed.apply(PolicyInputs.read(List.of(before), dataset, places));
    // One moment for both: a difference of the clock is none of the policies.
    PolicySet current = PolicyInputs.read(List.of(after), dataset, places).in(old.circumstances());
    Set<Location> laws = new LinkedHashSet<>(supposed.lawsOf(old));
    laws.addAll(supposed.lawsOf(current));
    PolicyDiff diff = PolicyDiff.between(old, current, laws, places.places());
    ShardDiff shards = shards(old, current, places);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ToolJson.print(out, json(diff, shards));
    } else {
      out.print(diff.text());
      out.print(shards == null ? "" : shards.text());
      out.flush();
    }
  }

  private @Nullable ShardDiff shards(PolicySet old, PolicySet current, Topology places) {
    if (manifest == null) {
      return null;
    }
    if (trust == null) {
      throw CaseOptions.wrong("--manifest needs --trust PEM: what signed it must be known");
    }
    return ShardDiff.between(
        old, current, places, ManifestShards.of(manifest, TrustAnchors.load(trust).certificates()));
  }

  private static ObjectNode json(PolicyDiff diff, @Nullable ShardDiff shards) {
    ObjectNode root = ToolJson.object();
    ArrayNode changes = root.putArray("changes");
    for (PolicyDiff.Change change : diff.changes()) {
      ObjectNode node = changes.addObject();
      node.put("kind", change.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      node.put("law", change.law().code());
      node.put("transfer", change.transfer().id());
      node.set("at", ToolJson.place(change.place()));
      node.put("cause", change.cause());
      node.set("before", ToolJson.decision(change.before()));
      node.set("after", ToolJson.decision(change.after()));
    }
    if (shards != null) {
      ArrayNode list = root.putArray("shards");
      for (ShardDiff.Change change : shards.changes()) {
        ObjectNode node = list.addObject();
        node.put("shard", change.shard());
        node.put("transfer", change.transfer().id());
        node.put("site", change.site());
        node.put("allowed", change.allowed());
        node.put("liesThere", change.liesThere());
        node.put("cause", change.cause());
      }
      ToolJson.texts(root.putArray("notAsRecorded"), shards.notAsRecorded());
    }
    return root;
  }
}
