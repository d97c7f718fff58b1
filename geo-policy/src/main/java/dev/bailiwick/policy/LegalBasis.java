package dev.bailiwick.policy;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in words what a short legal basis means: the names of articles of the GDPR as W3C DPV's
 * extension for it writes them ({@code A45-3}). Any other text is the steward's own, and stays.
 */
final class LegalBasis {
  private static final Pattern ARTICLE =
      Pattern.compile("A(\\d{1,2})(?:-(\\d{1,2}))?(?:-([a-z]))?");

  /** What is known by heart; of the others only the article is told. */
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("A6-1-a", "consent"),
          Map.entry("A6-1-b", "performance of a contract"),
          Map.entry("A6-1-c", "a legal obligation"),
          Map.entry("A6-1-d", "vital interests"),
          Map.entry("A6-1-e", "a task in the public interest"),
          Map.entry("A6-1-f", "legitimate interests"),
          Map.entry("A9-2-a", "explicit consent"),
          Map.entry("A9-2-h", "health care"),
          Map.entry("A9-2-i", "public health"),
          Map.entry("A9-2-j", "research"),
          Map.entry("A45-3", "adequacy decision"),
          Map.entry("A46-2-a", "instrument between public authorities"),
          Map.entry("A46-2-b", "binding corporate rules"),
          Map.entry("A46-2-c", "standard clauses of the Commission"),
          Map.entry("A46-2-d", "standard clauses of a supervisory authority"),
          Map.entry("A46-2-e", "approved code of conduct"),
          Map.entry("A46-2-f", "approved certification"),
          Map.entry("A46-3-a", "clauses that an authority approved"),
          Map.entry("A46-3-b", "arrangement between public bodies"),
          Map.entry("A49-1-a", "explicit consent to the transfer"),
          Map.entry("A49-1-d", "important reasons of public interest"));

  private LegalBasis() {}

  /** {@code GDPR Art. 45(3): adequacy decision (A45-3)}. */
  static String words(String basis) {
    Matcher article = ARTICLE.matcher(basis);
    if (!article.matches()) {
      return basis;
    }
    String known = KNOWN.getOrDefault(basis, "");
    return "GDPR Art. "
        + article.group(1)
        + (article.group(2) == null ? "" : "(" + article.group(2) + ")")
        + (article.group(3) == null ? "" : "(" + article.group(3) + ")")
        + (known.isEmpty() ? "" : ": " + known)
        + " ("
        + basis
        + ")";
  }
}
