package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A first policy, from the answers to a few questions: where rows may be, where averages may go,
 * where nothing may go, and one test that shows it.
 *
 * @param jurisdiction a code, or {@code column:NAME}
 * @param rows areas where rows may be; at least one
 * @param averages areas where what is made from many records may go; may be empty
 * @param denied areas where nothing may go; may be empty
 */
public record PolicyDraft(
    String id,
    String steward,
    String dataset,
    String jurisdiction,
    List<String> rows,
    List<String> averages,
    long minRecords,
    List<String> denied,
    LocalDate testsOn) {
  private static final String COLUMN = "column:";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._@-]*");

  public PolicyDraft {
    rows = List.copyOf(rows);
    averages = List.copyOf(averages);
    denied = List.copyOf(denied);
  }

  /**
   * Its text, which was read as a run reads it, and whose test passes.
   *
   * @param source what a fault names as the file
   * @throws BailiwickException {@code BAD_DOCUMENT} with the place if an answer cannot stand;
   *     {@code BAD_ARGUMENT} if the answers contradict each other
   */
  public String text(String source) {
    if (rows.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "The rows may be nowhere; name at least one area.");
    }
    String text = header() + rules() + test();
    Policy policy = PolicyParser.parse(source, text);
    PolicyTestRun run = PolicyTestRun.of(PolicySet.of(List.of(policy)), policy.tests());
    for (PolicyTestRun.Result failed : run.failures()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The answers contradict each other: rows may be in "
              + rows
              + ", but are not allowed there ("
              + failed.found().text()
              + "); change where rows may be, or what is denied.");
    }
    return text;
  }

  private String header() {
    String law =
        isColumn() ? "{column: " + scalar(jurisdiction.substring(COLUMN.length())) + "}" : law();
    return """
    # A first policy, written from a few answers: read it before you sign it.
    apiVersion: bailiwick/v1
    kind: SovereigntyPolicy
    metadata: {id: %s, version: 1.0.0, steward: %s}
    dataset: {match: "%s", jurisdiction: %s}
    rules:
    """
        .formatted(scalar(id), scalar(steward), escaped(dataset), law);
  }

  private String rules() {
    StringBuilder text = new StringBuilder();
    text.append("  # Rows, and what a job makes of them between two steps.\n");
    text.append("  - {id: rows, effect: allow, transfer: [raw, intermediate], to: ");
    text.append(list(rows)).append("}\n");
    if (!averages.isEmpty()) {
      text.append("  # What is made from many records, so that it shows nobody.\n");
      text.append("  - {id: averages, effect: allow, transfer: [statistics, parameters], to: ");
      text.append(list(averages)).append(", require: {minRecords: " + minRecords + "}}\n");
    }
    if (!denied.isEmpty()) {
      text.append("  # Whatever else is allowed, now or later.\n");
      text.append("  - {id: never, effect: deny, transfer: [\"*\"], to: ");
      text.append(list(denied)).append("}\n");
    }
    return text.toString();
  }

  private String test() {
    String where = rows.get(0);
    List<String> group = Optional.ofNullable(Countries.groups().get(where)).orElse(List.of());
    String code = group.isEmpty() ? where : group.get(0);
    String law = isColumn() ? code : jurisdiction;
    String site = "";
    if (where.startsWith(Area.SITE_PREFIX)) {
      site = "site: " + scalar(where.substring(Area.SITE_PREFIX.length())) + ", ";
      code = law;
    } else if (where.equals(Area.ANYWHERE)) {
      code = law;
    }
    if (Location.find(code).isEmpty() || Location.find(law).isEmpty()) {
      // A column and a site, or an area that the parser refuses: some law, any would do.
      law = Location.find(law).isPresent() ? law : "DE";
      code = Location.find(code).isPresent() ? code : law;
    }
    return """
    testsOn: %s
    tests:
      - {name: rows may be here, transfer: raw, law: %s, to: {%slocation: %s}, expect: allow, rule: rows}
    """
        .formatted(testsOn, scalar(law), site, scalar(code));
  }

  private boolean isColumn() {
    return jurisdiction.startsWith(COLUMN);
  }

  private String law() {
    return scalar(jurisdiction);
  }

  private static String list(List<String> areas) {
    return "[" + String.join(", ", areas.stream().map(PolicyDraft::scalar).toList()) + "]";
  }

  private static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !text.equals("null") ? text : '"' + escaped(text) + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
