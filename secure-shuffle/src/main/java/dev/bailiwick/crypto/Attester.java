package dev.bailiwick.crypto;

/**
 * Makes evidence of what a process runs in, such as the quote of a trusted execution environment.
 * Found with {@link java.util.ServiceLoader}; a node that has one sends evidence with its
 * registration, and so has at most one.
 */
public interface Attester {
  /** The kind of evidence, such as {@code sev-snp}: what a verifier must be for. */
  String kind();

  /**
   * Makes evidence.
   *
   * @param binding 32 bytes, of this registration alone, that the evidence must vouch for: a quote
   *     carries them as its report data
   * @return at most 32 KiB
   */
  byte[] evidence(byte[] binding);
}
