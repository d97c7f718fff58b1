package dev.bailiwick.spark.result;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML or SVG in the making. Every text and attribute value is escaped here and nowhere else, so
 * that no name, message or path from outside can become markup.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element, to be ended by {@link #end()}. */
  Markup open(String element, Object... attributes) {
    start(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /** An element without content. */
  Markup empty(String element, Object... attributes) {
    start(element, attributes);
    out.append("/>");
    return this;
  }

  /** An element that holds only this text. */
  Markup leaf(String element, Object text, Object... attributes) {
    return open(element, attributes).text(text).end();
  }

  Markup text(Object text) {
    escape(text.toString());
    return this;
  }

  /** Ends the element opened last. */
  Markup end() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** A line end, for people who read the source. */
  Markup line() {
    out.append('\n');
    return this;
  }

  /** A style sheet of ours, taken as it is. */
  Markup style(String css) {
    out.append("<style>").append(css).append("</style>\n");
    return this;
  }

  String page() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not ended: " + open);
    }
    return "<!DOCTYPE html>\n" + out;
  }

  private void start(String element, Object... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("attributes are names and values in turn");
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1].toString());
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append(c);
        default -> out.append(Character.isISOControl(c) ? '\uFFFD' : c);
      }
    }
  }
}
