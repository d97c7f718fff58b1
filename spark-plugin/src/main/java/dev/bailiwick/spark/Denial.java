package dev.bailiwick.spark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One refusal, as it stands in the report and in the audit log.
 *
 * @param what the shard or path that was refused
 * @param site the site to which it would have gone
 * @param transferClass the word for what would have moved, such as {@code raw}
 * @param policy the id of the policy that decided, or empty
 * @param rule the id of the rule that decided, or empty when no rule allows
 * @param place {@code file:line:column} of the deciding rule or policy, or empty
 * @param text one sentence for a person
 * @param layer which wall held
 */
public record Denial(
    String what,
    String site,
    String transferClass,
    String policy,
    String rule,
    String place,
    String text,
    Layer layer) {

  /** Which wall held. */
  public enum Layer {
    /** No task was started. */
    SCHEDULER("scheduler"),
    /** No key was released. */
    KEY_STORE("key store"),
    /** A sealed shuffle block did not open, or its key was refused. */
    SHUFFLE("shuffle"),
    /** Nothing was planned. */
    PLAN("plan");

    private final String id;

    Layer(String id) {
      this.id = id;
    }

    /** The words that reports and logs use. */
    public String id() {
      return id;
    }
  }

  /** For the audit log and reports: field name to value. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("what", what);
    fields.put("site", site);
    fields.put("transferClass", transferClass);
    fields.put("policy", policy);
    fields.put("rule", rule);
    fields.put("place", place);
    fields.put("text", text);
    fields.put("layer", layer.id());
    return fields;
  }
}
