package dev.bailiwick.sharding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sorts rows into strata. */
final class Strata {
  /** What all rows of a stratum have; rows that other rules allow are apart: one may end sooner. */
  private record Key(String site, String split, int kind, String category) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::site)
            .thenComparing(Key::split)
            .thenComparing(Key::kind)
            .thenComparing(Key::category);
  }

  private final Counts counts;
  private final Map<String, Integer> kinds = new HashMap<>();
  private final Map<List<String>, List<DecisionRef>> decidedBy = new HashMap<>();

  private Strata(Counts counts) {
    this.counts = counts;
    SortedSet<String> sorted = new TreeSet<>();
    counts.laws().values().forEach(view -> sorted.add(view.kind()));
    sorted.forEach(kind -> kinds.put(kind, kinds.size()));
  }

  static List<StratumRows> of(Counts counts, Strategy strategy) {
    return new Strata(counts).sorted(strategy.keepsCategoriesApart());
  }

  private List<StratumRows> sorted(boolean apart) {
    SortedMap<Key, List<SourceCount>> groups = new TreeMap<>(Key.ORDER);
    for (SourceCount c : counts.lawful()) {
      int kind = kinds.getOrDefault(counts.viewOf(c).kind(), -1);
      Key key = new Key(c.site(), c.split(), kind, apart ? c.category() : "");
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(c);
    }
    List<StratumRows> strata = new ArrayList<>();
    groups.forEach((key, group) -> strata.add(stratum(strata.size(), key, group)));
    return strata;
  }

  private StratumRows stratum(int index, Key key, List<SourceCount> group) {
    SortedMap<String, String> lawOf = new TreeMap<>();
    SortedMap<String, LawView> views = new TreeMap<>();
    for (SourceCount c : group) {
      LawView view = counts.viewOf(c);
      views.put(view.law().toString(), view);
      lawOf.put(c.jurisdiction(), view.law().toString());
    }
    List<String> laws = List.copyOf(views.keySet());
    Stratum stratum =
        new Stratum(
            index,
            key.split(),
            key.category(),
            key.site(),
            List.copyOf(lawOf.keySet()),
            laws,
            counts.viewOf(group.get(0)).permitted(),
            decidedBy.computeIfAbsent(
                laws,
                l -> LawView.merged(views.values().stream().map(LawView::decidedBy).toList())));
    return new StratumRows(stratum, group, lawOf);
  }
}
