package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.List;

/** Lines for a terminal: a label, and a text beside it that is wrapped under itself. */
final class Paragraphs {
  private static final int WIDTH = 100;

  private final int indent;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param indent how wide the column of labels is, in characters
   */
  Paragraphs(int indent) {
    this.indent = indent;
  }

  Paragraphs line(String text) {
    out.append(text).append('\n');
    return this;
  }

  /** A label and its text; nothing if there is no text. */
  Paragraphs add(String label, String text) {
    if (!text.isEmpty()) {
      List<String> lines = wrapped(text, WIDTH - indent);
      out.append(label).append(" ".repeat(Math.max(1, indent - label.length())));
      out.append(String.join("\n" + " ".repeat(indent), lines)).append('\n');
    }
    return this;
  }

  /** A word that is longer than the width has a line of its own: a path stays in one piece. */
  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
