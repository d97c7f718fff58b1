package dev.bailiwick.spark.result;

import java.util.List;
import java.util.function.Function;

/** A list as an HTML table. A column whose title starts with {@code #} holds numbers. */
final class Tables {
  private Tables() {}

  static <T> void write(
      Markup page, List<String> titles, List<T> rows, Function<T, List<Object>> cells) {
    if (rows.isEmpty()) {
      page.leaf("p", "None.", "class", "soft").line();
      return;
    }
    page.open("div", "class", "wide").open("table").open("tr");
    for (String title : titles) {
      page.leaf("th", title.replaceFirst("^#", ""), "class", kind(title));
    }
    page.end().line();
    for (T row : rows) {
      List<Object> values = cells.apply(row);
      page.open("tr");
      for (int i = 0; i < titles.size(); i++) {
        Object value = values.get(i);
        page.leaf(
            "td",
            value instanceof Tone t ? t.text() : value,
            "class",
            kind(titles.get(i)) + (value instanceof Tone t ? (t.good() ? " good" : " bad") : ""));
      }
      page.end().line();
    }
    page.end().end().line();
  }

  /** A cell that says whether all is well. */
  record Tone(String text, boolean good) {}

  private static String kind(String title) {
    return title.startsWith("#") ? "n" : "";
  }
}
