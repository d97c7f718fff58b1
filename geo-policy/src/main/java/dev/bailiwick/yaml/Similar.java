package dev.bailiwick.yaml;

import java.util.Collection;
import java.util.Locale;

/** Guesses which word somebody meant. */
public final class Similar {
  private static final int MAX_LENGTH = 40;

  private Similar() {}

  /** {@code " (did you mean 'x'?)"}, or nothing when no known word is near. */
  public static String hint(String word, Collection<String> known) {
    if (word.length() > MAX_LENGTH) {
      return "";
    }
    String nearest = "";
    int best = Math.max(1, word.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? "" : " (did you mean '" + nearest + "'?)";
  }

  /** The number of single-character changes from one word to the other (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
