package dev.bailiwick.crypto;

/** An executor whose place is proven, and the driver's answer to it. */
public final class Registered {
  private final NodeName node;
  private final String executorId;
  private final byte[] reply;

  Registered(NodeName node, String executorId, byte[] reply) {
    this.node = node;
    this.executorId = executorId;
    this.reply = reply;
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

  /** The message to send back. */
  public byte[] reply() {
    return reply.clone();
  }

  @Override
  public String toString() {
    return "executor " + executorId + " is " + node;
  }
}
