package dev.bailiwick.sharding;

import dev.bailiwick.policy.TransferClass;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows that lie at one site, may be at the same sites for every class of transfer by the same
 * rules, and have the same split and, where the strategy keeps categories apart, the same category.
 * All rows of a shard are of one stratum.
 *
 * @param index its place in the plan
 * @param split {@code train} or {@code test}
 * @param category the one category of its rows; "" where the strategy keeps none apart
 * @param origin the site where the rows lie
 * @param values the values of the jurisdiction column whose rows belong to it, sorted
 * @param laws what those values mean: the locations whose law governs the rows, sorted
 * @param permitted the sites for each class of transfer, by the class's word; sorted
 * @param decidedBy the rules that decided it
 */
public record Stratum(
    int index,
    String split,
    String category,
    String origin,
    List<String> values,
    List<String> laws,
    Map<String, List<String>> permitted,
    List<DecisionRef> decidedBy) {
  public Stratum {
    values = List.copyOf(values);
    laws = List.copyOf(laws);
    permitted = Collections.unmodifiableMap(new TreeMap<>(permitted));
    decidedBy = List.copyOf(decidedBy);
  }

  /** The sites where its shards may live: permitted for raw and for intermediate rows; sorted. */
  public List<String> homes() {
    List<String> shuffled = permitted.getOrDefault(TransferClass.INTERMEDIATE.id(), List.of());
    return permitted.getOrDefault(TransferClass.RAW.id(), List.of()).stream()
        .filter(shuffled::contains)
        .toList();
  }

  /** The rules that forbid that its shards live at a site. */
  List<DecisionRef> deniedAt(String site) {
    return decidedBy.stream()
        .filter(d -> !d.allowed() && d.ofRows() && d.sites().contains(site))
        .toList();
  }

  /** The rules that let its shards live somewhere. */
  List<DecisionRef> allowedBy() {
    return decidedBy.stream().filter(d -> d.allowed() && d.ofRows()).toList();
  }
}
