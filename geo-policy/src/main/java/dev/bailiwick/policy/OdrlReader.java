package dev.bailiwick.policy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads ODRL as the text of a policy; what it does not know is an error. */
final class OdrlReader {
  private static final Set<String> ALL =
      Stream.of(TransferClass.values()).map(TransferClass::id).collect(Collectors.toSet());
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]*");

  private final Map<String, Map<String, String>> grants = new TreeMap<>();
  private final StringBuilder rules = new StringBuilder();

  private OdrlReader() {}

  static String read(OdrlNode document) {
    return new OdrlReader().policy(document);
  }

  private String policy(OdrlNode json) {
    json.allowOnly(
        "@context",
        "@type",
        "uid",
        "assigner",
        "bw:zone",
        "bw:jurisdiction",
        "bw:subject",
        "target",
        "constraint",
        "permission",
        "prohibition",
        "conflict");
    json.at("@type").is("Set");
    if (json.has("conflict")) {
      json.at("conflict").is("prohibit");
    }
    String uid = json.at("uid").after(OdrlWords.POLICY);
    int colon = uid.lastIndexOf(':');
    if (colon < 0) {
      throw json.at("uid").error("has no version; expected " + OdrlWords.POLICY + "ID:VERSION.");
    }
    Map<String, String> whole = constraints(json, true);
    String metadata =
        field("id", quoted(uid.substring(0, colon)))
            + ", "
            + field("version", quoted(uid.substring(colon + 1)))
            + ", "
            + field("steward", quoted(json.at("assigner").after(OdrlWords.MAIL)))
            + (json.has("bw:zone") ? ", " + field("zone", quoted(json.at("bw:zone").text())) : "")
            + effective(whole);
    OdrlNode law = json.at("bw:jurisdiction");
    String dataset =
        field("match", list(json.at("target").texts()))
            + ", "
            + field(
                "jurisdiction",
                law.isList() ? "{columns: " + list(law.texts()) + "}" : quoted(law.text()))
            + (json.has("bw:subject")
                ? ", " + field("subject", quoted(json.at("bw:subject").text()))
                : "");
    json.items("permission").forEach(rule -> rule(rule, true));
    json.items("prohibition").forEach(rule -> rule(rule, false));
    StringBuilder text = new StringBuilder();
    text.append("apiVersion: bailiwick/v1\nkind: SovereigntyPolicy\n");
    text.append("metadata: {").append(metadata).append("}\n");
    text.append("dataset: {").append(dataset).append("}\n");
    text.append(whole.containsKey("uses") ? "uses: " + whole.get("uses") + "\n" : "");
    if (!grants.isEmpty()) {
      text.append("grants:\n");
      grants.values().forEach(grant -> text.append("  - {" + fields(grant) + "}\n"));
    }
    return text.append("rules:\n").append(rules).toString();
  }

  private static String effective(Map<String, String> whole) {
    Map<String, String> days = new LinkedHashMap<>(whole);
    days.keySet().retainAll(List.of("from", "until"));
    return days.isEmpty() ? "" : ", effective: {" + fields(days) + "}";
  }

  private void rule(OdrlNode json, boolean allow) {
    json.allowOnly("uid", "action", "constraint", "duty", "bw:reason", "bw:basis");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", quoted(json.at("uid").after(OdrlWords.RULE)));
    fields.put("effect", allow ? "allow" : "deny");
    List<String> classes = new ArrayList<>();
    json.at("action").each().forEach(action -> classes.add(action.after(OdrlWords.PREFIX)));
    boolean all = !allow && Set.copyOf(classes).equals(ALL);
    fields.put("transfer", list(all ? List.of("*") : classes));
    fields.putAll(constraints(json, false));
    List<OdrlNode> duties = json.items("duty");
    if (duties.size() > 1) {
      throw duties.get(1).error("is a second duty; expected one.");
    }
    duties.forEach(duty -> fields.put("require", duty(duty)));
    if (json.has("bw:reason")) {
      fields.put("reason", quoted(json.at("bw:reason").text()));
    }
    if (json.has("bw:basis")) {
      fields.put("basis", quoted(json.at("bw:basis").text()));
    }
    rules.append("  - {").append(fields(fields)).append("}\n");
  }

  private static String duty(OdrlNode duty) {
    duty.allowOnly("action", "constraint");
    duty.at("action").is("bw:aggregate");
    List<OdrlNode> constraints = duty.items("constraint");
    if (constraints.size() != 1) {
      throw duty.error("has " + constraints.size() + " constraints; expected one.");
    }
    OdrlNode constraint = constraints.get(0);
    constraint.allowOnly(OdrlWords.LEFT, OdrlWords.OPERATOR, OdrlWords.RIGHT);
    constraint.at(OdrlWords.LEFT).is("bw:minRecords");
    constraint.at(OdrlWords.OPERATOR).is("gteq");
    return "{minRecords: " + constraint.at(OdrlWords.RIGHT).number() + "}";
  }

  /** Fields of the rule, or of the document, that the constraints of a node are. */
  private Map<String, String> constraints(OdrlNode json, boolean whole) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (OdrlNode one : json.items(OdrlWords.CONSTRAINT)) {
      one.allowOnly(
          OdrlWords.LEFT,
          OdrlWords.OPERATOR,
          OdrlWords.RIGHT,
          "unit",
          "bw:per",
          "bw:countedBy",
          "bw:grant",
          "bw:kind");
      String what = one.at(OdrlWords.LEFT).text() + " " + one.at(OdrlWords.OPERATOR).text();
      OdrlNode right = one.at(OdrlWords.RIGHT);
      String name;
      String value;
      if (!whole && what.equals("spatial isAnyOf")) {
        name = "to";
        value = list(right.texts());
      } else if (!whole && what.equals("spatial isNoneOf")) {
        name = "except";
        value = list(right.texts());
      } else if (!whole && what.equals("bw:law isAnyOf")) {
        name = "for";
        value = "{jurisdiction: " + list(right.texts()) + "}";
      } else if (!whole && what.equals("count lteq")) {
        name = "upTo";
        value = limit(one);
      } else if (whole && what.equals("purpose isAnyOf")) {
        name = "uses";
        value = list(right.each().stream().map(use -> use.after(OdrlWords.PREFIX)).toList());
      } else if (what.equals("dateTime gteq") || what.equals("dateTime lteq")) {
        String day = what.endsWith("gteq") ? "from" : "until";
        if (!whole) {
          grant(one, day, right.day());
          fields.put("under", list(List.of(one.at("bw:grant").text())));
          continue;
        }
        name = day;
        value = right.day();
      } else {
        throw one.error("constrains '" + what + "', which no policy here can say.");
      }
      if (fields.put(name, value) != null) {
        throw one.error("constrains '" + what + "' a second time; expected it once.");
      }
    }
    return fields;
  }

  private void grant(OdrlNode one, String day, String value) {
    String id = one.at("bw:grant").text();
    Map<String, String> grant = grants.computeIfAbsent(id, k -> new LinkedHashMap<>());
    grant.put("id", quoted(id));
    Map<String, String> said = Map.of("kind", quoted(one.at("bw:kind").text()), day, value);
    said.forEach(
        (field, text) -> {
          String before = grant.put(field, text);
          if (before != null && !before.equals(text)) {
            throw one.error("says of the grant '" + id + "' other than before; expected " + before);
          }
        });
  }

  private static String limit(OdrlNode one) {
    String unit = one.at("unit").after(OdrlWords.PREFIX);
    if (!unit.equals("subjects") && !unit.equals("records")) {
      throw one.at("unit").error("is '" + unit + "'; expected bw:subjects or bw:records.");
    }
    return "{"
        + unit
        + ": "
        + one.at(OdrlWords.RIGHT).number()
        + ", per: "
        + quoted(one.at("bw:per").text())
        + ", countedBy: "
        + quoted(one.at("bw:countedBy").text())
        + "}";
  }

  private static String fields(Map<String, String> fields) {
    List<String> parts = new ArrayList<>();
    fields.forEach((name, value) -> parts.add(field(name, value)));
    return String.join(", ", parts);
  }

  private static String field(String name, String value) {
    return name + ": " + value;
  }

  private static String list(List<String> texts) {
    return "[" + String.join(", ", texts.stream().map(OdrlReader::quoted).toList()) + "]";
  }

  /** With quotes if it needs them: a JSON text is a YAML one, too. */
  private static String quoted(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !text.equals("null");
    return plain ? text : TextNode.valueOf(text).toString();
  }
}
