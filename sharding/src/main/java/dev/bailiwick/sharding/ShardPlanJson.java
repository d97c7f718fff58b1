package dev.bailiwick.sharding;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.policy.Link;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.signing.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** A plan for other programs; {@code docs/formats/plan.md} specifies it. */
public final class ShardPlanJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ShardPlan plan;
  private final Topology topology;

  private ShardPlanJson(ShardPlan plan, Topology topology) {
    this.plan = plan;
    this.topology = topology;
  }

  /**
   * Canonical JSON: the same plan gives the same text.
   *
   * @param topology the one that the plan was made for; its links give the estimates
   */
  public static String text(ShardPlan plan, Topology topology) {
    byte[] bytes = CanonicalJson.bytes(new ShardPlanJson(plan, topology).whole());
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ObjectNode whole() {
    ObjectNode out = JSON.objectNode();
    out.put("apiVersion", "bailiwick/v1");
    out.put("kind", "ShardPlan");
    out.put("dataset", plan.dataset());
    out.put("topology", topology.id());
    out.put("strategy", plan.strategy().describe());
    ArrayNode strata = out.putArray("strata");
    plan.strata().forEach(s -> strata.add(stratum(s)));
    ArrayNode shards = out.putArray("shards");
    plan.shards().forEach(s -> shards.add(shard(s)));
    ArrayNode sites = out.putArray("sites");
    SiteShare.of(plan, topology).forEach(s -> sites.add(site(s)));
    ArrayNode transfers = out.putArray("transfers");
    for (Haul h : Haul.of(plan, topology)) {
      ObjectNode haul = transfers.addObject();
      haul.put("from", h.from()).put("to", h.to()).put("files", h.files()).put("bytes", h.bytes());
      haul.put("seconds", h.seconds()).put("cost", h.cost());
    }
    ArrayNode unknown = out.putArray("unknownLaw");
    plan.unknownLaw().forEach(c -> unknown.add(count(c)));
    ArrayNode violations = out.putArray("violations");
    plan.violations().forEach(v -> violations.add(violation(v)));
    ArrayNode gaps = out.putArray("replicaGaps");
    for (ReplicaGap g : plan.replicaGaps()) {
      ObjectNode gap = gaps.addObject();
      gap.put("stratum", g.stratum()).put("first", g.first()).put("shards", g.shards());
      gap.put("wanted", g.wanted()).put("got", g.got()).put("why", g.why());
    }
    ObjectNode totals = out.putObject("totals");
    long contexts = plan.shards().stream().filter(PlannedShard::isContext).count();
    totals.put("shards", plan.shards().size() - contexts);
    totals.put("contexts", contexts);
    totals.put("rows", plan.rows());
    totals.put("movedRows", plan.movedRows());
    totals.put("unknownLawRows", plan.unknownLawRows());
    totals.put("violatingRows", plan.violatingRows());
    return out;
  }

  private static ObjectNode stratum(Stratum s) {
    ObjectNode out = JSON.objectNode();
    out.put("index", s.index()).put("split", s.split()).put("category", s.category());
    out.put("origin", s.origin());
    out.set("values", texts(s.values()));
    out.set("laws", texts(s.laws()));
    out.set("homes", texts(s.homes()));
    ObjectNode permitted = out.putObject("permitted");
    s.permitted().forEach((c, sites) -> permitted.set(c, texts(sites)));
    ArrayNode decided = out.putArray("decidedBy");
    s.decidedBy().forEach(d -> decided.add(decision(d)));
    return out;
  }

  private ObjectNode shard(PlannedShard s) {
    ObjectNode out = JSON.objectNode();
    out.put("id", s.id()).put("stratum", s.stratum().index()).put("contextOf", s.contextOf());
    out.set("laws", texts(s.laws()));
    out.put("home", s.home());
    out.set("replicas", texts(s.replicas()));
    out.put("rows", s.rows()).put("bytes", s.bytes()).put("first", s.first());
    out.put("moves", s.moves());
    Link link = topology.link(s.origin(), s.home());
    out.put("moveSeconds", s.moves() ? link.seconds(s.bytes()) : 0);
    out.put("moveCost", s.moves() ? link.cost(s.bytes()) : 0);
    ArrayNode contributions = out.putArray("contributions");
    for (Contribution c : s.contributions()) {
      ObjectNode part = contributions.addObject();
      part.put("source", c.source()).put("firstRow", c.firstRow()).put("rows", c.rows());
    }
    ArrayNode ranges = out.putArray("ranges");
    for (ShardRange r : s.ranges()) {
      ranges.addObject().put("column", r.column()).put("from", r.from()).put("to", r.to());
    }
    return out;
  }

  private static ObjectNode site(SiteShare s) {
    ObjectNode out = JSON.objectNode();
    out.put("site", s.site()).put("shards", s.shards()).put("replicas", s.replicas());
    out.put("rows", s.rows()).put("bytes", s.bytes());
    out.put("share", s.share()).put("weightShare", s.weightShare());
    s.capacityBytes().ifPresent(c -> out.put("capacityBytes", c));
    out.put("draining", s.draining());
    return out;
  }

  private static ObjectNode violation(Violation v) {
    ObjectNode out = JSON.objectNode();
    out.put("law", v.law()).put("site", v.site()).put("location", v.location());
    out.put("rows", v.rows()).put("bytes", v.bytes());
    ArrayNode counts = out.putArray("counts");
    v.counts().forEach(c -> counts.add(count(c)));
    out.set("denied", decision(v.denied()));
    out.put("text", v.text());
    ArrayNode ways = out.putArray("waysHome");
    for (WayHome w : v.waysHome()) {
      ways.addObject().put("site", w.site()).put("seconds", w.seconds()).put("cost", w.cost());
    }
    out.set("draining", texts(v.draining()));
    out.put("remedy", v.remedy());
    return out;
  }

  private static ObjectNode count(SourceCount c) {
    ObjectNode out = JSON.objectNode();
    out.put("source", c.source()).put("site", c.site()).put("jurisdiction", c.jurisdiction());
    out.put("category", c.category()).put("split", c.split());
    return out.put("rows", c.rows()).put("bytes", c.bytes());
  }

  private static ObjectNode decision(DecisionRef d) {
    ObjectNode out = JSON.objectNode();
    out.put("transferClass", d.transferClass()).put("allowed", d.allowed());
    out.set("sites", texts(d.sites()));
    return out.put("policy", d.policy()).put("rule", d.rule()).put("place", d.place());
  }

  private static ArrayNode texts(Collection<String> values) {
    ArrayNode out = JSON.arrayNode();
    values.forEach(out::add);
    return out;
  }
}
