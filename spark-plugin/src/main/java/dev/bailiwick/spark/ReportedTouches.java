package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.spark.ShardTouch;
import dev.bailiwick.sharding.spark.Touch;

/** Hears of every shard whose key is released to, or refused to, this process. */
final class ReportedTouches implements ShardTouch {
  private final SiteRuntime runtime;

  ReportedTouches(SiteRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public void touched(Touch touch) {
    runtime.touched(touch.path());
  }

  @Override
  public void refused(Touch touch, RuntimeException reason) {
    runtime.refused(
        touch.path(),
        TransferClass.RAW,
        Denial.Layer.KEY_STORE,
        String.valueOf(reason.getMessage()));
  }
}
