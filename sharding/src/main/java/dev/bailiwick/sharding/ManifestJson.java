package dev.bailiwick.sharding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A manifest to JSON and back, strictly. */
final class ManifestJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ManifestJson() {}

  static ObjectNode write(Manifest m) {
    ObjectNode out = JSON.objectNode();
    out.put("apiVersion", "bailiwick/v1");
    out.put("kind", "Manifest");
    out.put("dataset", m.dataset());
    out.put("version", m.version());
    out.put("previous", m.previous().orElse(""));
    out.put("created", m.created().toString());
    out.put("topology", m.topology());
    out.put("strategy", m.strategy());
    out.put("schema", m.schema());
    out.set("sensitiveColumns", texts(m.sensitiveColumns()));
    ArrayNode policies = out.putArray("policies");
    for (ManifestPolicy p : m.policies()) {
      ObjectNode policy = policies.addObject();
      policy.put("id", p.id()).put("version", p.version()).put("sha256", p.sha256());
    }
    ArrayNode shards = out.putArray("shards");
    m.shards().forEach(s -> shards.add(write(s)));
    ObjectNode totals = out.putObject("totals");
    totals.put("shards", (long) m.shards().size());
    totals.put("rows", m.rows());
    totals.put("contextRows", contextRows(m));
    totals.put("bytes", m.bytes());
    return out;
  }

  private static ObjectNode write(ManifestShard s) {
    ObjectNode out = JSON.objectNode();
    out.put("id", s.id());
    out.put("split", s.split());
    out.put("category", s.category());
    out.put("contextOf", s.contextOf());
    out.set("jurisdictions", texts(s.jurisdictions()));
    ObjectNode permitted = out.putObject("permitted");
    s.permitted().forEach((c, sites) -> permitted.set(c, texts(sites)));
    out.put("rows", s.rows());
    ArrayNode ranges = out.putArray("ranges");
    for (ShardRange r : s.ranges()) {
      ranges.addObject().put("column", r.column()).put("from", r.from()).put("to", r.to());
    }
    ArrayNode copies = out.putArray("copies");
    for (ShardCopy c : s.copies()) {
      ObjectNode copy = copies.addObject();
      copy.put("site", c.site()).put("uri", c.uri().toString()).put("bytes", c.bytes());
      copy.put("rowGroups", c.rowGroups()).put("sha256", c.sha256());
      copy.put("keyId", c.keyId()).put("keyVersion", c.keyVersion());
    }
    ArrayNode decided = out.putArray("decidedBy");
    for (DecisionRef d : s.decidedBy()) {
      ObjectNode ref = decided.addObject();
      ref.put("transferClass", d.transferClass()).put("allowed", d.allowed());
      ref.set("sites", texts(d.sites()));
      ref.put("policy", d.policy()).put("rule", d.rule()).put("place", d.place());
    }
    return out;
  }

  private static ArrayNode texts(Collection<String> values) {
    ArrayNode out = JSON.arrayNode();
    values.forEach(out::add);
    return out;
  }

  static Manifest read(String where, JsonNode node) {
    StrictJson in =
        new StrictJson(
            where,
            node,
            "apiVersion",
            "kind",
            "dataset",
            "version",
            "previous",
            "created",
            "topology",
            "strategy",
            "schema",
            "sensitiveColumns",
            "policies",
            "shards",
            "totals");
    if (!in.text("apiVersion").equals("bailiwick/v1") || !in.text("kind").equals("Manifest")) {
      throw in.error("is no manifest of this version: it must say bailiwick/v1 and Manifest");
    }
    String previous = in.text("previous");
    Manifest manifest =
        new Manifest(
            in.text("dataset"),
            in.count("version"),
            previous.isEmpty() ? Optional.empty() : Optional.of(in.sha256("previous")),
            created(in),
            in.text("topology"),
            in.text("strategy"),
            in.text("schema"),
            in.texts("sensitiveColumns"),
            in.list("policies", p -> policy(where, p)),
            in.list("shards", s -> shard(where, s)));
    requireWhole(where, in, manifest);
    return manifest;
  }

  private static Instant created(StrictJson in) {
    try {
      return Instant.parse(in.text("created"));
    } catch (DateTimeException e) {
      throw in.error("must have an instant such as 2026-01-01T00:00:00Z in 'created'");
    }
  }

  private static ManifestPolicy policy(String where, JsonNode node) {
    StrictJson in = new StrictJson(where + ": a policy", node, "id", "version", "sha256");
    return new ManifestPolicy(in.text("id"), in.text("version"), in.sha256("sha256"));
  }

  private static ManifestShard shard(String where, JsonNode node) {
    String name = where + ": shard '" + node.path("id").asText("?") + "'";
    StrictJson in =
        new StrictJson(
            name,
            node,
            "id",
            "split",
            "category",
            "contextOf",
            "jurisdictions",
            "permitted",
            "rows",
            "ranges",
            "copies",
            "decidedBy");
    List<ShardCopy> copies = in.list("copies", c -> copy(name, c));
    if (copies.isEmpty()) {
      throw in.error("has no copy, so its rows are nowhere");
    }
    return new ManifestShard(
        in.text("id"),
        in.text("split"),
        in.text("category"),
        in.text("contextOf"),
        in.texts("jurisdictions"),
        in.textsByName("permitted"),
        in.count("rows"),
        in.list("ranges", r -> range(name, r)),
        copies.get(0),
        copies.subList(1, copies.size()),
        in.list("decidedBy", d -> decision(name, d)));
  }

  private static ShardRange range(String where, JsonNode node) {
    StrictJson in = new StrictJson(where + ": a range", node, "column", "from", "to");
    return new ShardRange(in.text("column"), in.text("from"), in.text("to"));
  }

  private static ShardCopy copy(String where, JsonNode node) {
    StrictJson in =
        new StrictJson(
            where + ": a copy",
            node,
            "site",
            "uri",
            "bytes",
            "rowGroups",
            "sha256",
            "keyId",
            "keyVersion");
    URI uri;
    try {
      uri = URI.create(in.text("uri"));
    } catch (IllegalArgumentException e) {
      throw in.error("must have a URI in 'uri'");
    }
    return new ShardCopy(
        in.text("site"),
        uri,
        in.count("bytes"),
        in.count("rowGroups"),
        in.sha256("sha256"),
        in.text("keyId"),
        in.count("keyVersion"));
  }

  private static DecisionRef decision(String where, JsonNode node) {
    StrictJson in =
        new StrictJson(
            where + ": a decision",
            node,
            "transferClass",
            "allowed",
            "sites",
            "policy",
            "rule",
            "place");
    return new DecisionRef(
        in.text("transferClass"),
        in.flag("allowed"),
        in.texts("sites"),
        in.text("policy"),
        in.text("rule"),
        in.text("place"));
  }

  /**
   * Totals add up, and every shard is one shard, at a site where it may be, under that site's key.
   */
  private static void requireWhole(String where, StrictJson in, Manifest m) {
    StrictJson totals =
        new StrictJson(
            where + ": totals", in.node("totals"), "shards", "rows", "contextRows", "bytes");
    require(totals, "shards", m.shards().size());
    require(totals, "rows", m.rows());
    require(totals, "contextRows", contextRows(m));
    require(totals, "bytes", m.bytes());
    Set<Object> seen = new HashSet<>();
    for (ManifestShard s : m.shards()) {
      StrictJson shard = new StrictJson(where + ": shard '" + s.id() + "'", JSON.objectNode());
      if (!seen.add(s.id())) {
        throw shard.error("is there twice, by its id");
      }
      requireLawful(shard, s, seen);
      if (s.rows() < 1) {
        throw shard.error("has no rows");
      }
    }
    for (ManifestShard s : m.shards()) {
      if (s.isContext() && !seen.contains(s.contextOf())) {
        throw new StrictJson(where + ": shard '" + s.id() + "'", JSON.objectNode())
            .error("is the context of '" + s.contextOf() + "', which is not there");
      }
    }
  }

  private static void requireLawful(StrictJson shard, ManifestShard s, Set<Object> seen) {
    Set<String> sites = new HashSet<>();
    for (ShardCopy c : s.copies()) {
      if (!seen.add(c.uri())) {
        throw shard.error("has the file " + c.uri() + ", which is there twice");
      }
      if (!sites.add(c.site())) {
        throw shard.error("has two copies at site '" + c.site() + "'");
      }
      if (!List.of("raw", "intermediate").stream()
          .allMatch(t -> s.permittedFor(t).contains(c.site()))) {
        throw shard.error(
            "lies at site '" + c.site() + "', where its own permitted set forbids it");
      }
      if (!KeyIds.siteOf(c.keyId()).equals(c.site())) {
        throw shard.error(
            "lies at site '" + c.site() + "' under the key '" + c.keyId() + "' of another site");
      }
    }
  }

  private static long contextRows(Manifest m) {
    return m.shards().stream()
        .filter(ManifestShard::isContext)
        .mapToLong(ManifestShard::rows)
        .sum();
  }

  private static void require(StrictJson totals, String field, long found) {
    if (totals.count(field) != found) {
      throw totals.error(
          "say " + totals.count(field) + " " + field + ", but the shards add up to " + found);
    }
  }
}
