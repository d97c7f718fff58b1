package dev.bailiwick.yaml;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.yaml.Commented.Entry;
import dev.bailiwick.yaml.Commented.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a document in one layout: fields in a given order, indents of two spaces, a map or list on
 * one line where it fits {@value #WIDTH} columns and has no comment inside. Comments stay with what
 * they are about.
 *
 * <p>Guarantees that the result means the same, has all comments, and stays as it is if it is
 * formatted again; otherwise it fails.
 */
public final class YamlFormat {
  private static final int WIDTH = 120;

  private final Map<String, List<String>> orders;
  private final Set<String> opened;
  private final StringBuilder out = new StringBuilder();

  private YamlFormat(Map<String, List<String>> orders, Set<String> opened) {
    this.orders = orders;
    this.opened = opened;
  }

  /**
   * Formats a text.
   *
   * @param source what places name as the file
   * @param orders for the name of a field, in what order the fields of its map, or of the maps in
   *     its list, are written; an empty name is the document. Others keep their order
   * @param opened fields of the document whose map or list has a line for each entry
   * @throws BailiwickException {@code BAD_DOCUMENT} with the place, also for a comment of which
   *     cannot be said what it is about
   */
  public static String format(
      String source, String text, Map<String, List<String>> orders, Set<String> opened) {
    CommentReader.Document before = CommentReader.read(source, text);
    String formatted = new YamlFormat(orders, opened).write(before);
    CommentReader.Document after = CommentReader.read(source, formatted);
    boolean comments =
        before.comments().stream()
            .sorted()
            .toList()
            .equals(after.comments().stream().sorted().toList());
    if (!comments
        || !before.root().meansTheSame(after.root())
        || !new YamlFormat(orders, opened).write(after).equals(formatted)) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          source + ": the formatted document would not be the same; it was left as it is.");
    }
    return formatted;
  }

  private String write(CommentReader.Document document) {
    document.head().forEach(line -> line(0, line));
    block(document.root(), "", 0, true);
    document.end().forEach(line -> line(0, line));
    return out.toString().stripTrailing() + "\n";
  }

  private void block(Commented node, String name, int indent, boolean top) {
    boolean first = true;
    for (Entry entry : sorted(node, name)) {
      before(entry, indent, top && first);
      first = false;
      entry(entry, node.kind, entry.key == null ? name : entry.name(), indent, top);
    }
  }

  private void before(Entry entry, int indent, boolean atTheTop) {
    for (String line : entry.before) {
      if (!line.isEmpty() || !(atTheTop || endsBlank())) {
        line(indent, line);
      }
    }
  }

  private boolean endsBlank() {
    int end = out.length();
    return end < 2 || (out.charAt(end - 1) == '\n' && out.charAt(end - 2) == '\n');
  }

  private void line(int indent, String text) {
    out.append(text.isEmpty() ? "" : " ".repeat(indent) + text).append('\n');
  }

  private void entry(Entry entry, Kind parent, String name, int indent, boolean top) {
    String head = parent == Kind.LIST ? "- " : YamlWords.key(entry.name()) + ": ";
    String after = entry.after.isEmpty() ? "" : " " + entry.after;
    Commented value = entry.value();
    boolean mustOpen = top && opened.contains(name) && !value.entries.isEmpty();
    String flow = mustOpen || value.hasComments() ? "" : flow(value, name);
    boolean fits = indent + head.length() + flow.length() <= WIDTH;
    if (!flow.isEmpty() && (fits || value.kind == Kind.SCALAR || value.entries.isEmpty())) {
      line(indent, head + flow + after);
    } else if (parent == Kind.LIST && value.kind == Kind.MAP && canHang(value, name, after)) {
      hanging(value, name, indent);
    } else {
      line(indent, head.strip() + after);
      block(value, name, indent + 2, false);
    }
  }

  /** Whether the first field may stand behind the dash. */
  private boolean canHang(Commented map, String name, String after) {
    return after.isEmpty() && sorted(map, name).get(0).before.stream().allMatch(String::isEmpty);
  }

  private void hanging(Commented map, String name, int indent) {
    int from = out.length();
    boolean first = true;
    for (Entry entry : sorted(map, name)) {
      if (!first) {
        before(entry, indent + 2, false);
      }
      first = false;
      entry(entry, Kind.MAP, entry.name(), indent + 2, false);
    }
    out.setCharAt(from + indent, '-');
  }

  private String flow(Commented node, String name) {
    if (node.kind == Kind.SCALAR) {
      return YamlWords.write(node.text, node.plain);
    }
    List<String> parts = new ArrayList<>();
    for (Entry entry : sorted(node, name)) {
      String key = entry.key == null ? "" : YamlWords.key(entry.name()) + ": ";
      parts.add(key + flow(entry.value(), entry.key == null ? name : entry.name()));
    }
    String inside = String.join(", ", parts);
    return node.kind == Kind.LIST ? "[" + inside + "]" : "{" + inside + "}";
  }

  private List<Entry> sorted(Commented node, String name) {
    List<String> order = orders.get(name);
    if (node.kind != Kind.MAP || order == null) {
      return node.entries;
    }
    return node.entries.stream()
        .sorted(
            Comparator.comparingInt(
                entry -> {
                  int at = order.indexOf(entry.name());
                  return at < 0 ? order.size() : at;
                }))
        .toList();
  }
}
