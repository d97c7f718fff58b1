package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.Similar;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The exact text of a table that a policy names, found by its pin or its file and checked against
 * the hash that the policy gives. Nothing is parsed before the hash holds.
 *
 * @param source what messages call it
 * @param text its text, from one read
 * @param sha256 of its bytes
 */
record TableText(String source, String text, String sha256) {
  private static final Pattern PIN =
      Pattern.compile("([a-z0-9][a-z0-9._-]{0,62})@([0-9]{4}-[0-9]{2}-[0-9]{2})#sha256:(.*)");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Map<String, String> SHIPPED = index();

  /** The names of the shipped tables, {@code ID@DAY}, in order. */
  static List<String> shipped() {
    return List.copyOf(SHIPPED.keySet());
  }

  /** A shipped table, as its author's hash vouches for it. */
  static TableText shipped(String name) {
    String text = CodeTable.read("tables/" + name + ".yaml");
    String sha256 = CodeTable.sha256(text);
    if (!sha256.equals(SHIPPED.get(name))) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          "The table " + name + " does not match its hash; reinstall Bailiwick.");
    }
    return new TableText(name, text, sha256);
  }

  /** The shipped table {@code ID@DAY#sha256:HEX}. */
  static TableText pinned(String pin, Place at) {
    Matcher parts = PIN.matcher(pin);
    if (!parts.matches() || !HASH.matcher(parts.group(3)).matches()) {
      throw at.error(
          "the pin '"
              + pin
              + "' cannot be read; expected ID@YYYY-MM-DD#sha256: and 64 lower-case hexadecimal"
              + " digits; shipped are "
              + shownShipped()
              + ".");
    }
    String id = parts.group(1);
    String name = id + "@" + parts.group(2);
    if (!SHIPPED.containsKey(name)) {
      throw at.error(notShipped(id, name));
    }
    TableText table = shipped(name);
    if (!table.sha256.equals(parts.group(3))) {
      throw at.error(
          "the pin of "
              + name
              + " is sha256:"
              + parts.group(3)
              + ", but the shipped table has sha256:"
              + table.sha256
              + "; read the table, and pin what you have read.");
    }
    return table;
  }

  /** A steward's own table, beside the policy. */
  static TableText file(Path policyFolder, String file, String sha256, Place at) {
    if (!HASH.matcher(sha256).matches()) {
      throw at.error(
          "the hash of the table '"
              + file
              + "' is '"
              + sha256
              + "'; expected 64 lower-case hexadecimal digits.");
    }
    Path path = within(policyFolder, file, at);
    String text = YamlMap.readText(path);
    String found = CodeTable.sha256(text);
    if (!found.equals(sha256)) {
      throw at.error(
          "the table '"
              + file
              + "' is pinned with sha256:"
              + sha256
              + ", but the file has sha256:"
              + found
              + "; it was changed, or another was meant: read it, and pin what you have read.");
    }
    return new TableText(path.toString(), text, sha256);
  }

  private static Path within(Path folder, String file, Place at) {
    try {
      Path relative = Path.of(file);
      Path path = folder.resolve(relative).normalize();
      if (file.isBlank() || relative.isAbsolute() || !relative.equals(relative.normalize())) {
        throw outside(file, at);
      }
      if (!Files.isRegularFile(path)) {
        throw at.error(
            "there is no table '" + file + "' beside the policy (" + path + "); check the path.");
      }
      if (!path.toRealPath().startsWith(folder.toRealPath())) {
        throw outside(file, at);
      }
      return path;
    } catch (InvalidPathException | IOException e) {
      throw outside(file, at);
    }
  }

  private static BailiwickException outside(String file, Place at) {
    return at.error(
        "the table '"
            + file
            + "' is no path within the folder of the policy; expected one such as"
            + " tables/concern.yaml, without '..' and without links that lead out.");
  }

  private static String notShipped(String id, String name) {
    List<String> sameId = SHIPPED.keySet().stream().filter(n -> n.startsWith(id + "@")).toList();
    if (!sameId.isEmpty()) {
      return "the table "
          + name
          + " is not shipped; of '"
          + id
          + "' there is "
          + String.join(", ", sameId)
          + ": read it, and pin what you have read.";
    }
    List<String> ids = SHIPPED.keySet().stream().map(n -> n.substring(0, n.indexOf('@'))).toList();
    return "no table '"
        + id
        + "' is shipped"
        + Similar.hint(id, ids)
        + "; shipped are "
        + shownShipped()
        + "; pin one of them, or name a file of your own.";
  }

  private static String shownShipped() {
    return String.join(", ", SHIPPED.keySet());
  }

  private static Map<String, String> index() {
    Map<String, String> index = new TreeMap<>();
    CodeTable.keyed("tables/tables.txt").forEach((name, hash) -> index.put(name, hash.get(0)));
    return index;
  }
}
