package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.policy.TransferClass;

/** What a run asks of the driver that it runs in. */
interface RoundCoordinator {

  /** The site that the driver has proven. */
  String site();

  /** The key of a scope, if this site may have it. */
  EpochKey key(KeyScope scope);

  /** Counts what moved. */
  void transferred(String from, String to, TransferClass transferClass, long bytes);
}
