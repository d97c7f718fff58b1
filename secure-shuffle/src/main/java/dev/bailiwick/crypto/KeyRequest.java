package dev.bailiwick.crypto;

/**
 * A verified request: this executor, whose certificate says where it is, asks for a key. Whether it
 * may have the key is for the caller to decide, by policy.
 */
public final class KeyRequest {
  private final String executorId;
  private final NodeName node;
  private final KeyScope scope;
  private final int epoch;
  private final long number;
  private final byte[] message;
  private final byte[] session;

  KeyRequest(
      String executorId,
      NodeName node,
      KeyScope scope,
      int epoch,
      long number,
      byte[] session,
      byte[] message) {
    this.executorId = executorId;
    this.node = node;
    this.scope = scope;
    this.epoch = epoch;
    this.number = number;
    this.session = session.clone();
    this.message = message.clone();
  }

  /** Which executor asks. */
  public String executorId() {
    return executorId;
  }

  /** Who it is and where, by its certificate. */
  public NodeName node() {
    return node;
  }

  /** What the key is for. */
  public KeyScope scope() {
    return scope;
  }

  /** Whether the current epoch's key is wanted, whichever that is. */
  public boolean wantsCurrentEpoch() {
    return epoch == Messages.CURRENT_EPOCH;
  }

  /** The epoch that is wanted, or -1 for the current one. */
  public int epoch() {
    return epoch;
  }

  long number() {
    return number;
  }

  byte[] session() {
    return session;
  }

  byte[] message() {
    return message;
  }

  @Override
  public String toString() {
    return "executor " + executorId + " (" + node + ") asks for " + scope;
  }
}
