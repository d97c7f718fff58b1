package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.policy.TransferClass;

/** The driver of a governed application, as a round sees it. */
final class DriverRounds implements RoundCoordinator {
  private final Governance governance;

  DriverRounds(Governance governance) {
    this.governance = governance;
  }

  @Override
  public String site() {
    return governance.driverSite();
  }

  @Override
  public EpochKey key(KeyScope scope) {
    return governance.keys().key(scope);
  }

  @Override
  public void transferred(String from, String to, TransferClass transferClass, long bytes) {
    governance.recordTransfer(from, to, transferClass, bytes);
  }
}
