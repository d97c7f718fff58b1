package dev.bailiwick.crypto;

import java.util.Optional;

/** An executor whose place is proven, and the driver's answer to it. */
public final class Registered {
  private final NodeName node;
  private final String executorId;
  private final byte[] reply;
  private final Optional<String> attested;

  Registered(NodeName node, String executorId, byte[] reply, Optional<String> attested) {
    this.node = node;
    this.executorId = executorId;
    this.reply = reply;
    this.attested = attested;
  }

  /** Who it is and where, by its certificate. */
  public NodeName node() {
    return node;
  }

  /**
   * Which executor it says it is, under its signature. No certificate says that: a node can take
   * any id that nobody has taken before it, as an executor of its own site.
   */
  public String executorId() {
    return executorId;
  }

  /** The kind of attestation that was verified, if it showed any. */
  public Optional<String> attested() {
    return attested;
  }

  /** The message to send back. */
  public byte[] reply() {
    return reply.clone();
  }

  @Override
  public String toString() {
    return "executor "
        + executorId
        + " is "
        + node
        + attested.map(kind -> ", attested by " + kind).orElse("");
  }
}
