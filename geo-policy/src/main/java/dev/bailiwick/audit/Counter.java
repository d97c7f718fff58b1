package dev.bailiwick.audit;

import java.util.Set;

/**
 * What is counted: everything of one category that a policy let go to one operator.
 *
 * @param policy id of the policy
 * @param category category of the data, as the policy names it
 * @param unit {@value #SUBJECTS} (persons) or {@value #RECORDS}
 * @param operator to whom it went; empty if nobody stated it
 */
public record Counter(String policy, String category, String unit, String operator) {
  public static final String SUBJECTS = "subjects";
  public static final String RECORDS = "records";
  private static final int MAX_CHARS = 1024;

  public Counter {
    checkText("policy", policy);
    checkText("category", category);
    if (!Set.of(SUBJECTS, RECORDS).contains(unit)) {
      throw LedgerErrors.argument(
          "'" + unit + "' cannot be counted; expected " + SUBJECTS + " or " + RECORDS + ".");
    }
    if (!operator.isEmpty()) {
      checkText("operator", operator);
    }
  }

  private static void checkText(String what, String text) {
    if (text.isBlank() || text.length() > MAX_CHARS) {
      throw LedgerErrors.argument(
          "The "
              + what
              + " of a counter has "
              + text.length()
              + " characters; expected 1 to "
              + MAX_CHARS
              + ", not only blanks.");
    }
  }

  /** As a message names it. */
  @Override
  public String toString() {
    return LedgerErrors.counted(policy, category, unit)
        + " to "
        + (operator.isEmpty() ? "an operator that nobody stated" : "operator '" + operator + "'");
  }
}
