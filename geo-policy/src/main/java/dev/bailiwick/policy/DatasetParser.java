package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which data a policy is about. */
final class DatasetParser {
  private static final String COLUMN = "the name of a column";

  private final PolicyTables tables;

  DatasetParser(PolicyTables tables) {
    this.tables = tables;
  }

  Policy.Data data(YamlMap document) {
    YamlMap dataset = document.map("dataset");
    dataset.allowOnly("match", "jurisdiction", "categories", "subject");
    return new Policy.Data(
        matches(dataset),
        jurisdiction(dataset),
        categories(dataset),
        dataset.has("subject")
            ? DocumentHeader.matching(dataset, "subject", PolicyFields.COLUMN, COLUMN)
            : "");
  }

  private static List<DatasetGlob> matches(YamlMap dataset) {
    List<DatasetGlob> globs = new ArrayList<>();
    for (YamlScalar scalar : PolicyFields.oneOrMore(dataset, "match")) {
      Optional<String> problem = DatasetGlob.problem(scalar.text());
      if (problem.isPresent()) {
        throw scalar
            .place()
            .error(
                "the pattern '"
                    + scalar.text()
                    + "' "
                    + problem.get()
                    + "; write it as s3a://bucket/folder/**.");
      }
      globs.add(DatasetGlob.of(scalar.text()));
    }
    return globs;
  }

  private Jurisdiction jurisdiction(YamlMap dataset) {
    if (!dataset.hasMap("jurisdiction")) {
      Location law = law(dataset, "jurisdiction");
      return new Jurisdiction.Constant(law, dataset.placeOf("jurisdiction"));
    }
    YamlMap map = dataset.map("jurisdiction");
    map.allowOnly("column", "columns", "map", "table");
    if (map.has("column") == map.has("columns")) {
      throw map.place()
          .error("the law of a row is in 'column: NAME' or 'columns: [NAMES]'; write one of them.");
    }
    if (map.has("map") && map.has("table")) {
      throw map.placeOfName("table")
          .error("values are read by 'map' or by 'table'; remove one of the two.");
    }
    return new Jurisdiction.Columns(columns(map), laws(map), map.place());
  }

  private static List<String> columns(YamlMap map) {
    if (map.has("column")) {
      return List.of(DocumentHeader.matching(map, "column", PolicyFields.COLUMN, COLUMN));
    }
    List<String> names = new ArrayList<>();
    for (YamlScalar scalar : PolicyFields.distinct(map, "columns")) {
      if (!PolicyFields.COLUMN.matcher(scalar.text()).matches()) {
        throw scalar
            .place()
            .error("'columns' names '" + scalar.text() + "'; expected " + COLUMN + ".");
      }
      names.add(scalar.text());
    }
    return names;
  }

  private Map<String, Location> laws(YamlMap map) {
    if (map.has("table")) {
      return valueTable(map).values();
    }
    Map<String, Location> laws = new LinkedHashMap<>();
    map.optionalMap("map")
        .ifPresent(m -> m.keys().forEach(value -> laws.put(value, law(m, value))));
    return laws;
  }

  private ValueTable valueTable(YamlMap map) {
    String name = map.string("table");
    if (tables.locations().containsKey(name)) {
      throw map.error(
          "table", "the table '" + name + "' is of locations; expected a table of values here.");
    }
    ValueTable table = tables.values().get(name);
    if (table == null) {
      throw map.error(
          "table",
          "the policy has no table '" + name + "'; expected the name of an entry of 'tables'.");
    }
    return table;
  }

  private static Location law(YamlMap map, String key) {
    String code = map.string(key);
    return Location.find(code).orElseThrow(() -> map.error(key, Location.problem(code)));
  }

  private static DataCategories categories(YamlMap dataset) {
    if (!dataset.has("categories")) {
      return new DataCategories(List.of(), Map.of());
    }
    if (!dataset.hasMap("categories")) {
      return new DataCategories(PolicyFields.categories(dataset, "categories"), Map.of());
    }
    YamlMap map = dataset.map("categories");
    map.allowOnly("all", "columns");
    List<String> all = map.has("all") ? PolicyFields.categories(map, "all") : List.of();
    Map<String, List<String>> byColumn = new LinkedHashMap<>();
    map.optionalMap("columns")
        .ifPresent(
            columns ->
                columns
                    .keys()
                    .forEach(
                        column -> byColumn.put(column, PolicyFields.categories(columns, column))));
    if (all.isEmpty() && byColumn.isEmpty()) {
      throw dataset.error("categories", "'categories' names none; add a term or remove the field.");
    }
    return new DataCategories(all, byColumn);
  }
}
