package dev.bailiwick.cli.shard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bailiwick.cli.policy.ToolJson;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lies at each site, by split and category. */
final class Sums {
  private final SortedMap<String, long[]> sums = new TreeMap<>();

  private Sums() {}

  static Sums of(Manifest m) {
    Sums all = new Sums();
    for (ManifestShard s : m.shards()) {
      for (ShardCopy c : s.copies()) {
        long[] at =
            all.sums.computeIfAbsent(
                c.site() + "\n" + s.split() + "\n" + s.category(), k -> new long[3]);
        if (c.equals(s.home()) && !s.isContext()) {
          at[0]++;
          at[1] += s.rows();
        }
        at[2] += c.bytes();
      }
    }
    return all;
  }

  List<String> lines() {
    return sums.entrySet().stream()
        .map(
            e -> {
              String[] k = e.getKey().split("\n", -1);
              return "  %-12s %-5s%s  %d shards  %,d rows  %,d bytes"
                  .formatted(
                      k[0],
                      k[1],
                      k[2].isEmpty() ? "" : " " + k[2],
                      e.getValue()[0],
                      e.getValue()[1],
                      e.getValue()[2]);
            })
        .toList();
  }

  ArrayNode json() {
    ArrayNode list = ToolJson.object().putArray("sites");
    sums.forEach(
        (key, sum) -> {
          String[] k = key.split("\n", -1);
          list.addObject()
              .put("site", k[0])
              .put("split", k[1])
              .put("category", k[2])
              .put("shards", sum[0])
              .put("rows", sum[1])
              .put("bytes", sum[2]);
        });
    return list;
  }
}
