package dev.bailiwick.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a policy as ODRL, or says what ODRL cannot say of it. */
final class OdrlWriter {
  private final Policy policy;

  private OdrlWriter(Policy policy) {
    this.policy = policy;
  }

  static ObjectNode write(Policy policy) {
    return new OdrlWriter(policy).document();
  }

  private ObjectNode document() {
    refuseParts();
    Policy.Head head = policy.head();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("@context").add(OdrlWords.CONTEXT).addObject().put("bw", OdrlWords.NAMESPACE);
    json.put("@type", "Set");
    json.put("uid", OdrlWords.POLICY + head.id() + ":" + head.version());
    json.put("assigner", OdrlWords.MAIL + head.steward());
    if (!head.zone().getId().equals("UTC")) {
      json.put("bw:zone", head.zone().getId());
    }
    Policy.Data data = policy.data();
    if (data.jurisdiction() instanceof Jurisdiction.Constant constant) {
      json.put("bw:jurisdiction", constant.law().code());
    } else if (data.jurisdiction() instanceof Jurisdiction.Columns columns) {
      refuse(!columns.map().isEmpty(), columns.place(), "values that are read as laws");
      columns.names().forEach(json.putArray("bw:jurisdiction")::add);
    }
    if (!data.subject().isEmpty()) {
      json.put("bw:subject", data.subject());
    }
    policy.datasetMatches().forEach(json.putArray("target")::add);
    ArrayNode constraints = json.putArray(OdrlWords.CONSTRAINT);
    period(constraints, head.from(), head.until(), null);
    anyOf(
        constraints,
        "purpose",
        "isAnyOf",
        policy.papers().uses().stream().map(use -> OdrlWords.PREFIX + use.id()).sorted().toList());
    policy.allows().forEach(rule -> rule(json.withArray("/permission").addObject(), rule));
    policy.denies().forEach(rule -> rule(json.withArray("/prohibition").addObject(), rule));
    return json;
  }

  private void refuseParts() {
    Place top = policy.place();
    refuse(
        !policy.head().steward().matches("[^ @:]+@[^ @:]+"), top, "a steward without an address");
    refuse(!policy.papers().trust().isEmpty(), top, "'trust'");
    refuse(!policy.papers().tables().isEmpty(), top, "'tables'");
    HomeCopy home = policy.papers().home();
    refuse(home != null, home == null ? top : home.at(), "'home'");
    ReleaseRule release = policy.release();
    refuse(release != null, release == null ? top : release.at(), "'release'");
    refuse(!policy.data().categories().whole().equals(Set.of("")), top, "'categories'");
  }

  private void rule(ObjectNode json, Rule rule) {
    refuse(rule.kind() == Rule.Kind.EXCEPTION, rule.place(), "an exception");
    refuse(!rule.when().equals(When.ALWAYS), rule.place(), "'when'");
    refuse(!rule.unless().isEmpty(), rule.place(), "'unless'");
    refuse(rule.under().size() > 1, rule.place(), "more than one grant in 'under'");
    refuse(!rule.allows() && rule.limit() != null, rule.place(), "'above'");
    refuse(!rule.categories().isEmpty(), rule.place(), "'for.categories'");
    refuse(
        !rule.duties().equals(new Duties(rule.duties().minRecords(), false, null, false, null)),
        rule.place(),
        "a duty other than 'minRecords'");
    json.put("uid", OdrlWords.RULE + rule.id());
    ArrayNode actions = json.putArray("action");
    rule.transfer().stream().sorted().forEach(c -> actions.add(OdrlWords.PREFIX + c.id()));
    ArrayNode constraints = json.putArray(OdrlWords.CONSTRAINT);
    anyOf(constraints, "spatial", "isAnyOf", areas(rule, rule.to()));
    anyOf(constraints, "spatial", "isNoneOf", areas(rule, rule.except()));
    anyOf(constraints, "bw:law", "isAnyOf", areas(rule, rule.laws()));
    rule.under().forEach(grant -> grant(constraints, grant));
    limit(constraints, rule.limit());
    if (rule.duties().minRecords() > 0) {
      ObjectNode duty = json.putArray("duty").addObject().put("action", "bw:aggregate");
      constraint(duty.putArray(OdrlWords.CONSTRAINT), "bw:minRecords", "gteq")
          .put(OdrlWords.RIGHT, rule.duties().minRecords());
    }
    if (!rule.reason().isEmpty()) {
      json.put("bw:reason", rule.reason());
    }
    if (!rule.basis().isEmpty()) {
      json.put("bw:basis", rule.basis());
    }
  }

  private void grant(ArrayNode constraints, Grant grant) {
    refuse(!grant.parties().isEmpty(), grant.at(), "a grant with 'parties'");
    refuse(grant.purpose() != null, grant.at(), "a grant with a 'purpose'");
    refuse(!grant.uses().isEmpty(), grant.at(), "a grant with 'uses'");
    refuse(grant.withdrawn() != null, grant.at(), "a withdrawn grant");
    refuse(grant.from() == null && grant.until() == null, grant.at(), "a grant without a period");
    period(constraints, grant.from(), grant.until(), grant);
  }

  private static void limit(ArrayNode constraints, @Nullable Limit limit) {
    if (limit != null) {
      constraint(constraints, "count", "lteq")
          .put(OdrlWords.RIGHT, limit.bound())
          .put("unit", limit.persons() ? "bw:subjects" : "bw:records")
          .put("bw:per", limit.trailing() == null ? "calendar-year" : limit.trailing().toString())
          .put("bw:countedBy", limit.byOperator() ? "operator" : "all");
    }
  }

  private List<String> areas(Rule rule, List<Area> areas) {
    return areas.stream()
        .map(
            area -> {
              refuse(area instanceof Area.Table, rule.place(), "a table as an area");
              return area.toString();
            })
        .toList();
  }

  private static void anyOf(
      ArrayNode constraints, String operand, String operator, Collection<String> values) {
    if (!values.isEmpty()) {
      values.forEach(constraint(constraints, operand, operator).putArray(OdrlWords.RIGHT)::add);
    }
  }

  private static void period(
      ArrayNode constraints,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      @Nullable Grant grant) {
    day(constraints, "gteq", from, grant);
    day(constraints, "lteq", until, grant);
  }

  private static void day(
      ArrayNode constraints, String operator, @Nullable LocalDate day, @Nullable Grant grant) {
    if (day == null) {
      return;
    }
    ObjectNode json = constraint(constraints, "dateTime", operator);
    json.putObject(OdrlWords.RIGHT).put("@value", day.toString()).put("@type", "xsd:date");
    if (grant != null) {
      json.put("bw:grant", grant.id()).put("bw:kind", grant.kind());
    }
  }

  private static ObjectNode constraint(ArrayNode constraints, String operand, String operator) {
    return constraints.addObject().put(OdrlWords.LEFT, operand).put(OdrlWords.OPERATOR, operator);
  }

  private static void refuse(boolean found, Place place, String what) {
    if (found) {
      throw place.error(
          what
              + " has no counterpart in ODRL, and without it the policy would decide otherwise;"
              + " give the policy itself.");
    }
  }
}
