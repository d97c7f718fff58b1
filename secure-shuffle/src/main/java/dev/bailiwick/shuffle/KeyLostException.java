package dev.bailiwick.shuffle;

import java.io.IOException;

/**
 * Nobody has the key of a block any more: the block is as good as lost, and computing it again
 * gives one of another key. Unlike every other failure of {@link ShuffleKeys} it makes the fetch of
 * that block fail, so that Spark runs its map task again.
 */
public final class KeyLostException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says whose key it was. */
  public KeyLostException(String message) {
    super(message);
  }
}
