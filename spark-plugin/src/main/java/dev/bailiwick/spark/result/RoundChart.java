package dev.bailiwick.spark.result;

import dev.bailiwick.spark.result.RunResult.Round;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** One measure by round, as a line. */
final class RoundChart {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 220;
  private static final int LEFT = 62;
  private static final int BOTTOM = 34;
  private static final int TOP = 26;
  private static final int TICKS = 4;

  private RoundChart() {}

  /** Draws the rounds for which the measure is a finite number; nothing when there is none. */
  static void draw(Markup page, String title, List<Round> rounds, ToDoubleFunction<Round> of) {
    List<Round> shown = rounds.stream().filter(r -> Double.isFinite(of.applyAsDouble(r))).toList();
    if (shown.isEmpty()) {
      return;
    }
    double low = shown.stream().mapToDouble(of).min().orElse(0);
    double high = shown.stream().mapToDouble(of).max().orElse(1);
    if (high - low < 1e-12) {
      high = low + Math.max(1e-6, Math.abs(low) * 0.1);
    }
    int first = shown.get(0).round();
    int last = Math.max(first + 1, shown.get(shown.size() - 1).round());

    page.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "class", "chart");
    page.leaf("title", title);
    page.leaf("text", title, "x", LEFT, "y", 15, "class", "axis-title");
    for (int i = 0; i <= TICKS; i++) {
      double value = low + (high - low) * i / TICKS;
      double y = y(value, low, high);
      page.empty("line", "x1", LEFT, "x2", WIDTH - 8, "y1", px(y), "y2", px(y), "class", "grid");
      page.leaf("text", Numbers.decimal(value), "x", LEFT - 6, "y", px(y + 4), "class", "tick-y");
    }
    StringBuilder points = new StringBuilder();
    for (Round round : shown) {
      double x = LEFT + (WIDTH - 8.0 - LEFT) * (round.round() - first) / (last - first);
      double y = y(of.applyAsDouble(round), low, high);
      points.append(px(x)).append(',').append(px(y)).append(' ');
      page.empty("circle", "cx", px(x), "cy", px(y), "r", 2.5, "class", "dot");
    }
    page.empty("polyline", "points", points.toString().trim(), "class", "line");
    page.leaf("text", first, "x", LEFT, "y", HEIGHT - 12, "class", "tick-x");
    page.leaf("text", last, "x", WIDTH - 12, "y", HEIGHT - 12, "class", "tick-x");
    page.leaf("text", "round", "x", (LEFT + WIDTH) / 2, "y", HEIGHT - 12, "class", "tick-x");
    page.end().line();
  }

  private static double y(double value, double low, double high) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - low) / (high - low);
  }

  private static String px(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
