package dev.bailiwick.yaml;

import dev.bailiwick.error.BailiwickException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a YAML document, or of a map within it, with the place of each.
 *
 * <p>Strict: UTF-8 of at most 1 MiB, one document, a map at the top, at most 50 levels and 100,000
 * values, no key twice, no aliases, anchors or tags. A value is read as what the caller asks for,
 * never as what YAML would guess: {@code NO} is a text, and a quoted {@code "12"} is no number.
 *
 * <p>Every fault is a {@code BAD_DOCUMENT} whose message begins with {@code file:line:column}. The
 * caller names the fields that it knows with {@link #allowOnly}; what it does not name is not
 * found.
 */
public final class YamlMap implements Node {

  record Field(Place keyPlace, Node value) {}

  private final Map<String, Field> fields;
  private final Place place;

  YamlMap(Map<String, Field> fields, Place place) {
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    this.place = place;
  }

  /** Reads a file; a missing, empty or binary one is a {@code BAD_DOCUMENT} too. */
  public static YamlMap read(Path file) {
    return parse(file.toString(), readText(file));
  }

  /**
   * The exact text of a file, checked to be UTF-8 of at most 1 MiB. Its UTF-8 bytes are the bytes
   * of the file, so that a hash and a parse can be of one read.
   */
  public static String readText(Path file) {
    return Text.read(file);
  }

  /**
   * Parses a text.
   *
   * @param source what places name as the file
   */
  public static YamlMap parse(String source, String text) {
    return TreeReader.read(source, text);
  }

  /** Where this map begins. */
  @Override
  public Place place() {
    return place;
  }

  /** Where the value of a field begins; where this map begins if it has no such field. */
  public Place placeOf(String key) {
    Field field = fields.get(key);
    return field == null ? place : field.value().place();
  }

  /** Where the name of a field stands; where this map begins if it has no such field. */
  public Place placeOfName(String key) {
    Field field = fields.get(key);
    return field == null ? place : field.keyPlace();
  }

  /** Whether the field is there, with or without a value. */
  public boolean has(String key) {
    return fields.containsKey(key);
  }

  /** Whether the field is there and its value is a map. */
  public boolean hasMap(String key) {
    Field field = fields.get(key);
    return field != null && field.value() instanceof YamlMap;
  }

  /** Whether the field is there and its value is a list. */
  public boolean hasList(String key) {
    Field field = fields.get(key);
    return field != null && field.value() instanceof Node.Sequence;
  }

  /** The names of the fields, in the order of the document. */
  public List<String> keys() {
    return List.copyOf(fields.keySet());
  }

  /** A field that must be there: one value, as it is written. */
  public String string(String key) {
    return scalar(key).text();
  }

  /** A field that must be there: one value, as it is written, with its place. */
  public YamlScalar scalar(String key) {
    return Values.text(key, required(key));
  }

  /** A field that may be absent; an empty one is an error. */
  public Optional<String> optionalString(String key) {
    return has(key) ? Optional.of(string(key)) : Optional.empty();
  }

  /** A field that must be there: a list of values. */
  public List<String> strings(String key) {
    return scalars(key).stream().map(YamlScalar::text).toList();
  }

  /** A field that must be there: a list of lists of values; a value alone is a list of one. */
  public List<List<String>> stringLists(String key) {
    return items(key, "a list such as [[a, b], c]").stream()
        .map(item -> Values.texts(key, item))
        .toList();
  }

  /** A list of values; absent gives an empty list. */
  public List<String> optionalStrings(String key) {
    return has(key) ? strings(key) : List.of();
  }

  /** A field that must be there: a list of values with their places. */
  public List<YamlScalar> scalars(String key) {
    return items(key, "a list such as [a, b]").stream()
        .map(item -> Values.text(key, item))
        .toList();
  }

  /** A field that must be there: a list of values, or one value alone. */
  public List<YamlScalar> scalarOrScalars(String key) {
    return hasList(key) ? scalars(key) : List.of(scalar(key));
  }

  /** A field that must be there: a map. */
  public YamlMap map(String key) {
    return Values.map(key, required(key));
  }

  /** A map; absent gives nothing, empty is an error. */
  public Optional<YamlMap> optionalMap(String key) {
    return has(key) ? Optional.of(map(key)) : Optional.empty();
  }

  /** A field that must be there: a list of maps. */
  public List<YamlMap> maps(String key) {
    return items(key, "a list of maps").stream().map(item -> Values.map(key, item)).toList();
  }

  /** A list of maps; absent gives an empty list. */
  public List<YamlMap> optionalMaps(String key) {
    return has(key) ? maps(key) : List.of();
  }

  /** A field that must be there: a whole number within the bounds, both included. */
  public long integer(String key, long min, long max) {
    return Values.integer(key, required(key), min, max);
  }

  /** A whole number within the bounds, both included. */
  public long integer(String key, long min, long max, long absent) {
    return has(key) ? integer(key, min, max) : absent;
  }

  /** A finite number within the bounds, both included. */
  public double number(String key, double min, double max, double absent) {
    return has(key) ? Values.number(key, required(key), min, max) : absent;
  }

  /** {@code true} or {@code false}. */
  public boolean bool(String key, boolean absent) {
    return has(key) ? Values.bool(key, required(key)) : absent;
  }

  /** A field that must be there: a list of finite numbers. */
  public List<Double> numbers(String key) {
    return items(key, "a list of numbers").stream()
        .map(item -> Values.number(key, item, -Double.MAX_VALUE, Double.MAX_VALUE))
        .toList();
  }

  /** A map from texts to single values, in the order of the document; absent gives an empty map. */
  public Map<String, String> stringMap(String key) {
    Map<String, String> result = new LinkedHashMap<>();
    optionalMap(key)
        .ifPresent(
            map ->
                map.fields.forEach(
                    (name, field) -> result.put(name, Values.text(name, field.value()).text())));
    return Collections.unmodifiableMap(result);
  }

  /** Refuses the first field whose name is not one of these, and says which it may have meant. */
  public void allowOnly(String... keys) {
    List<String> known = Arrays.asList(keys);
    fields.forEach(
        (key, field) -> {
          if (!known.contains(key)) {
            throw field
                .keyPlace()
                .error(
                    "unknown field '"
                        + Text.shortened(key)
                        + "'"
                        + Similar.hint(key, known)
                        + "; known here: "
                        + String.join(", ", known)
                        + ".");
          }
        });
  }

  /** A {@code BAD_DOCUMENT} at the value of a field, or at this map if it has no such field. */
  public BailiwickException error(String key, String message) {
    return placeOf(key).error(message);
  }

  @Override
  public String described() {
    return "a map";
  }

  /** Where it stands and which fields it has, without their values. */
  @Override
  public String toString() {
    return place + " " + fields.keySet();
  }

  private Node required(String key) {
    Field field = fields.get(key);
    if (field == null) {
      throw place.error("the field '" + key + "' is missing; add it.");
    }
    return field.value();
  }

  private List<Node> items(String key, String expected) {
    Node node = required(key);
    if (node instanceof Node.Sequence sequence) {
      return new ArrayList<>(sequence.items());
    }
    throw Values.wrong(key, node, expected);
  }
}
