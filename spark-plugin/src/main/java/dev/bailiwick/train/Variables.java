package dev.bailiwick.train;

import dev.bailiwick.yaml.YamlMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code ${NAME}} in the paths of a job, and makes those paths absolute URIs. */
final class Variables {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern URI_SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:/.*");

  private final Path folder;
  private final Map<String, String> given;
  private final Map<String, String> defaults;

  Variables(Path folder, Map<String, String> given, Map<String, String> defaults) {
    this.folder = folder;
    this.given = Map.copyOf(given);
    this.defaults = Map.copyOf(defaults);
  }

  /** The path at that key, filled; relative to the job file unless it is a URI. */
  String uri(YamlMap map, String key) {
    StringBuilder out = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(map.string(key));
    while (matcher.find()) {
      String name = matcher.group(1);
      String value = given.getOrDefault(name, defaults.get(name));
      if (value == null) {
        throw map.error(
            key,
            "the variable '%s' has no value; known are %s: give it with --set %s=VALUE, or under 'variables'"
                .formatted(name, new TreeSet<>(defaults.keySet()), name));
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    matcher.appendTail(out);
    String path = out.toString();
    if (URI_SCHEME.matcher(path).matches()) {
      return path;
    }
    return folder.resolve(path).normalize().toUri().toString();
  }
}
