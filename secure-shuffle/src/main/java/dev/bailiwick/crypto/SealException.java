package dev.bailiwick.crypto;

import java.io.IOException;

/**
 * A sealed stream did not open. It is an {@link IOException} so that whoever reads through it (a
 * decompressor, Spark's fetcher) treats it as a failed read and never as an end of data.
 */
public final class SealException extends IOException {
  private static final long serialVersionUID = 1L;

  private final SealFault fault;

  SealException(SealFault fault, StreamContext expected, String detail) {
    super("Sealed stream " + expected + " " + fault.words() + ": " + detail);
    this.fault = fault;
  }

  private SealException(SealException first) {
    super(first.getMessage(), first);
    this.fault = first.fault;
  }

  /** A failure met once more: an exception of its own, or try-with-resources would choke. */
  static IOException again(IOException first) {
    return first instanceof SealException seal
        ? new SealException(seal)
        : new IOException("This sealed stream failed before: " + first.getMessage(), first);
  }

  /** Which check failed. */
  public SealFault fault() {
    return fault;
  }
}
