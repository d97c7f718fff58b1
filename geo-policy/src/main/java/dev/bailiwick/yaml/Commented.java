package dev.bailiwick.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a document together with the comments around it; for a formatter only. */
final class Commented {
  /** What it is. */
  enum Kind {
    SCALAR,
    LIST,
    MAP
  }

  final Kind kind;
  final Place place;
  final List<Entry> entries = new ArrayList<>();
  String text = "";
  boolean plain;

  Commented(Kind kind, Place place) {
    this.kind = kind;
    this.place = place;
  }

  /** A field of a map, or an item of a list, which has no key. */
  static final class Entry {
    /** Whole lines before it; an empty one is a blank line. */
    final List<String> before;

    final @Nullable Commented key;
    @Nullable Commented value;

    /** At the end of its line. */
    String after = "";

    Entry(List<String> before, @Nullable Commented key) {
      this.before = before;
      this.key = key;
    }

    String name() {
      return key == null ? "" : key.text;
    }

    Commented value() {
      if (value == null) {
        throw new IllegalStateException("a field without a value");
      }
      return value;
    }
  }

  /** Whether a comment stands somewhere inside it. */
  boolean hasComments() {
    return entries.stream()
        .anyMatch(
            entry ->
                entry.before.stream().anyMatch(line -> !line.isEmpty())
                    || !entry.after.isEmpty()
                    || entry.value().hasComments());
  }

  /** Whether both mean the same to every reader; the order of fields has no meaning. */
  boolean meansTheSame(Commented other) {
    if (kind != other.kind || entries.size() != other.entries.size()) {
      return false;
    }
    if (kind == Kind.SCALAR) {
      return text.equals(other.text) && (plain == other.plain || !YamlWords.isMoreThanText(text));
    }
    for (int i = 0; i < entries.size(); i++) {
      Commented theirs =
          kind == Kind.LIST ? other.entries.get(i).value() : other.of(entries.get(i).name());
      if (theirs == null || !entries.get(i).value().meansTheSame(theirs)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Commented of(String name) {
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .map(Entry::value)
        .findFirst()
        .orElse(null);
  }
}
