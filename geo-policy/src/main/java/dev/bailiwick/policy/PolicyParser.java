package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a policy document; {@code docs/formats/policy.md} specifies it.
 *
 * <p>What the language has and this version does not enforce is refused with {@code NOT_SUPPORTED}:
 * a part that is ignored would look enforced.
 */
public final class PolicyParser {
  private static final Pattern VERSION =
      Pattern.compile("(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8})){2}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,200}");

  private PolicyParser() {}

  /**
   * Reads a file once; the hash is of the bytes that were parsed.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} or {@code NOT_SUPPORTED},
   *     with the place
   */
  public static Policy parse(Path file) {
    return parse(file.toString(), YamlMap.readText(file));
  }

  /**
   * Parses a text.
   *
   * @param source what places name as the file
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} or {@code NOT_SUPPORTED},
   *     with the place
   */
  public static Policy parse(String source, String text) {
    YamlMap document = YamlMap.parse(source, text);
    DocumentHeader.check(document, "SovereigntyPolicy");
    Unsupported.refuse(
        document, "uses", "trust", "tables", "home", "grants", "exceptions", "release", "tests");
    document.allowOnly("apiVersion", "kind", "metadata", "dataset", "rules");

    YamlMap metadata = document.map("metadata");
    Unsupported.refuse(metadata, "zone", "effective");
    metadata.allowOnly("id", "version", "steward");

    YamlMap dataset = document.map("dataset");
    Unsupported.refuse(dataset, "categories", "subject");
    dataset.allowOnly("match", "jurisdiction");

    return new Policy(
        DocumentHeader.id(metadata),
        DocumentHeader.matching(metadata, "version", VERSION, "MAJOR.MINOR.PATCH, such as 1.0.0"),
        DocumentHeader.matching(metadata, "steward", NAME, "a name or address on one line"),
        CodeTable.sha256(text),
        document.place(),
        match(dataset),
        jurisdiction(dataset),
        RuleParser.rules(document));
  }

  private static DatasetGlob match(YamlMap dataset) {
    String text = dataset.string("match");
    DatasetGlob.problem(text)
        .ifPresent(
            problem -> {
              throw dataset.error(
                  "match",
                  "the pattern '"
                      + text
                      + "' "
                      + problem
                      + "; write it as s3a://bucket/folder/**.");
            });
    return DatasetGlob.of(text);
  }

  private static Jurisdiction jurisdiction(YamlMap dataset) {
    if (!dataset.hasMap("jurisdiction")) {
      Location law = law(dataset, "jurisdiction");
      return new Jurisdiction.Constant(law, dataset.placeOf("jurisdiction"));
    }
    YamlMap map = dataset.map("jurisdiction");
    Unsupported.refuse(map, "columns", "table");
    map.allowOnly("column", "map");
    String column = DocumentHeader.matching(map, "column", NAME, "the name of a column");
    Map<String, Location> laws = new LinkedHashMap<>();
    map.optionalMap("map")
        .ifPresent(m -> m.keys().forEach(value -> laws.put(value, law(m, value))));
    return new Jurisdiction.Column(column, laws, map.place());
  }

  private static Location law(YamlMap map, String key) {
    String code = map.string(key);
    return Location.find(code).orElseThrow(() -> map.error(key, Location.problem(code)));
  }
}
