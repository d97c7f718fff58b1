package dev.bailiwick.spark;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a manifest adds up to, in words. */
final class ManifestText {
  private ManifestText() {}

  /** One line. */
  static String totals(Manifest m) {
    SortedMap<String, Long> rows = new TreeMap<>();
    m.shards().stream()
        .filter(s -> !s.isContext())
        .forEach((ManifestShard s) -> rows.merge(s.site(), s.rows(), Long::sum));
    return "version %d: %d shards, %,d rows, %,d bytes; rows at home: %s"
        .formatted(
            m.version(),
            m.shards().size(),
            m.rows(),
            m.bytes(),
            rows.entrySet().stream()
                .map(e -> "%s %,d".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ")));
  }
}
