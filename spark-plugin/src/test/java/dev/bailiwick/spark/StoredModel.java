package dev.bailiwick.spark;

import dev.bailiwick.sharding.SiteKeyStores;
import dev.bailiwick.train.Checkpoint;
import dev.bailiwick.train.CheckpointStore;
import java.nio.file.Path;

/** Opens what a run has stored, with the home that its driver had. */
public final class StoredModel {
  private StoredModel() {}

  /** The newest checkpoint in an output folder. */
  public static Checkpoint newest(Path out, Path home, String site, String dataset) {
    return new CheckpointStore(
            out.resolve("checkpoints"),
            3,
            new SiteCheckpointKeys(SiteKeyStores.open(home, site), site, dataset))
        .latest()
        .orElseThrow();
  }
}
