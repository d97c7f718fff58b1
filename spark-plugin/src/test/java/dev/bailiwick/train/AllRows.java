package dev.bailiwick.train;

import java.util.List;
import java.util.Map;

/** Rows that are all in memory. */
record AllRows(Map<String, FeatureRows> shards) implements WindowSource {
  AllRows {
    shards = Map.copyOf(shards);
  }

  @Override
  public void requireRoom(List<String> ids) {}

  @Override
  public List<FeatureRows> open(Stretch now, List<Stretch> next) {
    return now.shards().stream().map(shards::get).toList();
  }

  @Override
  public long loadedRows() {
    return 77;
  }

  /** Batches of one shard that is one window. */
  static Batches batches(FeatureRows rows, int batchSize, long seed, String name) {
    return batches(Map.of("shard", rows), batchSize, seed, name, Integer.MAX_VALUE);
  }

  static Batches batches(
      Map<String, FeatureRows> shards, int batchSize, long seed, String name, long windowRows) {
    FeatureRows any = shards.values().iterator().next();
    EpochOrder order =
        new EpochOrder(
            shards.entrySet().stream()
                .map(e -> new EpochOrder.Part(e.getKey(), e.getValue().rows()))
                .toList(),
            windowRows,
            seed,
            name);
    Batches batches = new Batches(order, any.width(), any.classes(), batchSize);
    batches.readFrom(new AllRows(shards));
    return batches;
  }
}
