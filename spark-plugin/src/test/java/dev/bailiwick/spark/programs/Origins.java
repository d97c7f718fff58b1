package dev.bailiwick.spark.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The column that says of which datasets a row was made: {@code d03:r,d07:i}. The mark tells how
 * what was made of that dataset came to the task.
 */
final class Origins {
  /** Read where it is stored. */
  static final char READ = 'r';

  /** Moved by a shuffle. */
  static final char MOVED = 'i';

  /** Went through the driver. */
  static final char DRIVER = 'd';

  private Origins() {}

  /** One dataset in a row. */
  record Origin(String dataset, char mark) {}

  static List<Origin> of(String o) {
    List<Origin> origins = new ArrayList<>();
    for (String word : o.split(",")) {
      if (!word.isEmpty()) {
        int colon = word.indexOf(':');
        origins.add(new Origin(word.substring(0, colon), word.charAt(colon + 1)));
      }
    }
    return origins;
  }

  /** Each once, in order. */
  static String normal(String o) {
    TreeSet<String> words = new TreeSet<>(List.of(o.split(",")));
    words.remove("");
    return String.join(",", words);
  }

  static String merged(String a, String b) {
    return normal(a + "," + b);
  }

  /** After a shuffle. What went through the driver before is remembered. */
  static String moved(String o) {
    return normal(o.replace(":r", ":i"));
  }

  /** After it was sent out by the driver. */
  static String throughDriver(String o) {
    return normal(o.replace(":r", ":d").replace(":i", ":d"));
  }
}
