package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads what a rule is about: which classes, whose rows, which categories. */
final class ScopeParser {
  private final AreaParser areas;
  private final boolean hasCategories;

  ScopeParser(AreaParser areas, boolean hasCategories) {
    this.areas = areas;
    this.hasCategories = hasCategories;
  }

  /** Empty lists are everything. */
  record Scope(List<Area> laws, Set<String> categories) {}

  Scope scope(YamlMap map) {
    if (!map.has("for")) {
      return new Scope(List.of(), Set.of());
    }
    YamlMap scope = map.map("for");
    scope.allowOnly("jurisdiction", "categories");
    if (scope.keys().isEmpty()) {
      throw map.error("for", "'for' names nothing; add jurisdiction or categories, or remove it.");
    }
    if (scope.has("categories") && !hasCategories) {
      throw scope
          .placeOfName("categories")
          .error(
              "the rule is for categories, and the policy does not say of which the data is; add"
                  + " 'dataset.categories'.");
    }
    return new Scope(
        scope.has("jurisdiction") ? areas.laws(scope, "jurisdiction") : List.of(),
        scope.has("categories")
            ? Set.copyOf(PolicyFields.categories(scope, "categories"))
            : Set.of());
  }

  /** A list of classes; {@code "*"} is all of them, where it may stand. */
  static Set<TransferClass> transfer(YamlMap map, boolean starMayStand) {
    Set<TransferClass> result = EnumSet.noneOf(TransferClass.class);
    for (YamlScalar scalar : PolicyFields.distinct(map, "transfer")) {
      if (!scalar.text().equals("*")) {
        result.add(PolicyFields.transferClass(scalar));
      } else if (starMayStand) {
        result.addAll(EnumSet.allOf(TransferClass.class));
      } else {
        throw scalar
            .place()
            .error("'*' may stand only in a deny; an allow names each class that it allows.");
      }
    }
    return result;
  }
}
