package dev.bailiwick.yaml;

import dev.bailiwick.error.BailiwickException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Builds the tree from the parser's events. Nothing of YAML that makes a document mean more than it
 * shows is read: no aliases, anchors or tags, no key twice, one document. Depth and size are
 * bounded while reading, so that a hostile document costs no more than its bytes.
 */
final class TreeReader {
  static final int MAX_DEPTH = 50;
  static final int MAX_NODES = 100_000;

  private final String source;
  private final Iterator<Event> events;
  private int nodes;

  private TreeReader(String source, String text) {
    this.source = source;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Text.MAX_BYTES + 1);
    this.events = new Yaml(options).parse(new StringReader(text)).iterator();
  }

  static YamlMap read(String source, String text) {
    Text.check(source, text);
    String body = text.startsWith("\ufeff") ? text.substring(1) : text;
    try {
      return new TreeReader(source, body).document();
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      Place place =
          mark == null
              ? new Place(source, 1, 1)
              : new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
      throw place.error(
          "this is not YAML: "
              + firstSentence(String.valueOf(e.getProblem()))
              + "; mend the syntax here.");
    } catch (YAMLException e) {
      throw new Place(source, 1, 1)
          .error("this is not YAML: " + Text.shortened(String.valueOf(e.getMessage())) + ".");
    }
  }

  private static String firstSentence(String problem) {
    int end = problem.indexOf(". ");
    return Text.shortened(end < 0 ? problem : problem.substring(0, end));
  }

  private YamlMap document() {
    next();
    Event first = next();
    if (first.is(Event.ID.StreamEnd)) {
      throw empty(place(first));
    }
    Node root = node(next(), 0);
    next();
    Event last = next();
    if (!last.is(Event.ID.StreamEnd)) {
      throw place(last)
          .error("a second document begins here; expected one document in a file: split it.");
    }
    if (root instanceof YamlMap map) {
      return map;
    }
    if (root instanceof Node.Empty) {
      throw empty(root.place());
    }
    throw root.place().error("found " + root.described() + "; expected fields, such as 'kind: …'.");
  }

  private static BailiwickException empty(Place place) {
    return place.error("the document is empty; expected fields, such as 'kind: …'.");
  }

  private Node node(Event event, int depth) {
    Place place = place(event);
    if (++nodes > MAX_NODES) {
      throw place.error("the document has more than 100000 values, the most that are read.");
    }
    if (depth > MAX_DEPTH) {
      throw place.error("lists or maps are nested deeper than 50 levels, the most that are read.");
    }
    refuseMagic(event, place);
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar, place);
    }
    if (event instanceof SequenceStartEvent) {
      return sequence(place, depth);
    }
    if (event instanceof MappingStartEvent) {
      return map(place, depth);
    }
    throw place.error("found " + event.getEventId() + "; expected a value.");
  }

  private static void refuseMagic(Event event, Place place) {
    if (event instanceof AliasEvent alias) {
      throw place.error(
          "the alias '*" + alias.getAnchor() + "' is not allowed; write the value out.");
    }
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw place.error("the anchor '&" + node.getAnchor() + "' is not allowed; remove it.");
    }
    String tag = tag(event);
    if (tag != null) {
      throw place.error("the tag '" + Text.shortened(tag) + "' is not allowed; remove it.");
    }
  }

  private static @Nullable String tag(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag();
    }
    if (event instanceof SequenceStartEvent sequence) {
      return sequence.getTag();
    }
    return event instanceof MappingStartEvent map ? map.getTag() : null;
  }

  private static Node scalar(ScalarEvent event, Place place) {
    String text = event.getValue();
    boolean plain = event.isPlain();
    boolean nothing = plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    return nothing ? new Node.Empty(place) : new Node.Scalar(text, plain, place);
  }

  private Node sequence(Place place, int depth) {
    List<Node> items = new ArrayList<>();
    for (Event e = next(); !e.is(Event.ID.SequenceEnd); e = next()) {
      items.add(node(e, depth + 1));
    }
    return new Node.Sequence(List.copyOf(items), place);
  }

  private YamlMap map(Place place, int depth) {
    Map<String, YamlMap.Field> fields = new LinkedHashMap<>();
    for (Event e = next(); !e.is(Event.ID.MappingEnd); e = next()) {
      Place keyPlace = place(e);
      refuseMagic(e, keyPlace);
      if (!(e instanceof ScalarEvent scalar)) {
        throw keyPlace.error("found a list or map as the name of a field; expected a text.");
      }
      String key = scalar.getValue();
      YamlMap.Field earlier = fields.get(key);
      if (earlier != null) {
        throw keyPlace.error(
            "the field '"
                + Text.shortened(key)
                + "' is here a second time (first at line "
                + earlier.keyPlace().line()
                + "); remove one.");
      }
      nodes++;
      fields.put(key, new YamlMap.Field(keyPlace, node(next(), depth + 1)));
    }
    return new YamlMap(fields, place);
  }

  private Event next() {
    return events.next();
  }

  private Place place(Event event) {
    Mark mark = event.getStartMark();
    return new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
