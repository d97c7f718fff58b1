package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.io.Serializable;

/** What a round's task asks of the site that it runs at. Travels with the task. */
interface RoundSite extends Serializable {

  /** The key of a scope, if this site may have it. */
  EpochKey key(KeyScope scope);

  /** Reports that this task uses rows of the shard in this file. */
  void touched(String file);
}
