package dev.bailiwick.yaml;

import dev.bailiwick.yaml.Commented.Entry;
import dev.bailiwick.yaml.Commented.Kind;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CommentEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads a document with its comments. Each belongs to what follows it, or at the end of a line to
 * what ends there. A comment of which that cannot be said is an error: none is lost or moved.
 */
final class CommentReader {
  private final String source;
  private final Iterator<Event> events;
  private final List<String> comments = new ArrayList<>();
  private List<String> pending = new ArrayList<>();
  private @Nullable Place pendingAt;
  private @Nullable Entry last;
  private int lastLine;
  private int endLine;

  /**
   * @param head the lines before its first field, which are about the document
   * @param root the map at the top
   * @param end the lines after its last field
   * @param comments all of them, in their order
   */
  record Document(List<String> head, Commented root, List<String> end, List<String> comments) {}

  private CommentReader(String source, String text) {
    this.source = source;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Text.MAX_BYTES + 1);
    options.setProcessComments(true);
    this.events = new Yaml(options).parse(new StringReader(text)).iterator();
  }

  /** Reads a text that was read without fault as {@link YamlMap}. */
  static Document read(String source, String text) {
    YamlMap.parse(source, text);
    CommentReader reader =
        new CommentReader(source, text.startsWith("\ufeff") ? text.substring(1) : text);
    try {
      Event start = reader.next();
      while (!(start instanceof MappingStartEvent)) {
        start = reader.next();
      }
      Commented root = reader.node(start);
      while (reader.events.hasNext()) {
        reader.next();
      }
      List<String> first = root.entries.isEmpty() ? new ArrayList<>() : root.entries.get(0).before;
      List<String> head = List.copyOf(first);
      first.clear();
      return new Document(head, root, reader.pending, reader.comments);
    } catch (YAMLException e) {
      throw new Place(source, 1, 1)
          .error(
              "the comments cannot be told apart from the fields ("
                  + Text.shortened(String.valueOf(e.getMessage()))
                  + "); move each to a line of its own, before what it is about.");
    }
  }

  private Commented node(Event event) {
    Place place = place(event);
    if (event instanceof ScalarEvent scalar) {
      Commented node = new Commented(Kind.SCALAR, place);
      node.text = scalar.getValue();
      node.plain = scalar.isPlain();
      return node;
    }
    if (event instanceof MappingStartEvent map) {
      return entries(new Commented(Kind.MAP, place), Event.ID.MappingEnd, map.isFlow());
    }
    SequenceStartEvent list = (SequenceStartEvent) event;
    return entries(new Commented(Kind.LIST, place), Event.ID.SequenceEnd, list.isFlow());
  }

  private Commented entries(Commented node, Event.ID end, boolean flow) {
    Event event = next();
    while (!event.is(end)) {
      node.entries.add(entry(event, node.kind == Kind.MAP));
      event = next();
    }
    if (flow && pending.stream().anyMatch(line -> !line.isEmpty())) {
      throw misplaced();
    }
    return node;
  }

  private Entry entry(Event event, boolean field) {
    if (pendingAt != null && pendingAt.column() > place(event).column()) {
      throw misplaced();
    }
    Entry entry = new Entry(pending, field ? node(event) : null);
    pending = new ArrayList<>();
    pendingAt = null;
    Event value = event;
    if (field) {
      ended(entry, event);
      value = next();
    }
    entry.value = node(value);
    // A block ends before what follows it, so only its entries end on a line of theirs.
    boolean block =
        (value instanceof MappingStartEvent map && !map.isFlow())
            || (value instanceof SequenceStartEvent list && !list.isFlow());
    if (!block) {
      last = entry;
      lastLine = endLine;
    }
    return entry;
  }

  private void ended(Entry entry, Event event) {
    last = entry;
    lastLine = event.getEndMark().getLine();
  }

  private RuntimeException misplaced() {
    Place at = pendingAt == null ? new Place(source, 1, 1) : pendingAt;
    return at.error(
        "nothing follows this comment that it could be about; move it before the field or the item"
            + " that it is about.");
  }

  /** The next event that is no comment. */
  private Event next() {
    while (true) {
      Event event = events.next();
      if (!(event instanceof CommentEvent comment)) {
        endLine = event.getEndMark().getLine();
        return event;
      }
      take(comment);
    }
  }

  private void take(CommentEvent comment) {
    Place place = place(comment);
    if (comment.getCommentType() == CommentType.BLANK_LINE) {
      if (!pending.isEmpty() && pending.get(pending.size() - 1).isEmpty()) {
        return;
      }
      pending.add("");
      return;
    }
    String text = "#" + comment.getValue().stripTrailing();
    comments.add(text);
    if (comment.getCommentType() == CommentType.IN_LINE) {
      if (last == null || lastLine != comment.getStartMark().getLine() || !last.after.isEmpty()) {
        throw place.error(
            "it cannot be told what this comment is about; move it to a line of its own, before"
                + " what it is about.");
      }
      last.after = text;
      return;
    }
    pending.add(text);
    pendingAt = pendingAt == null ? place : pendingAt;
  }

  private Place place(Event event) {
    return new Place(
        source, event.getStartMark().getLine() + 1, event.getStartMark().getColumn() + 1);
  }
}
