package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;

/** The executor that a round's task runs in. */
final class ExecutorRounds implements RoundSite {
  private static final long serialVersionUID = 1L;

  @Override
  public EpochKey key(KeyScope scope) {
    return SiteRuntime.get().key(scope);
  }

  @Override
  public void touched(String file) {
    SiteRuntime.get().touched(file);
  }
}
