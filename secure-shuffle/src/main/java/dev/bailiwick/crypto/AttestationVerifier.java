package dev.bailiwick.crypto;

/**
 * Checks evidence of one kind. Found with {@link java.util.ServiceLoader} in the driver, and in
 * each member that hands on keys, which believes nobody else's check. Must be thread-safe.
 */
public interface AttestationVerifier {
  /** The kind of evidence that it checks. */
  String kind();

  /**
   * Refuses evidence by throwing, with a message that says what was found and what was expected.
   *
   * @param node who the certificate says it is
   * @param evidence what its {@link Attester} made
   * @param binding what the evidence must vouch for, computed from what arrived
   */
  void verify(NodeName node, byte[] evidence, byte[] binding);
}
