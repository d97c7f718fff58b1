package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of a replica's state in bytes (docs/formats/update.md, "State"): version, iterations
 * done, parameters, updater state. Little endian.
 */
final class ModelState {
  static final int VERSION = 1;

  /** version u16, reserved u16, parameters u32, updater u32, iterations i64. */
  static final int HEADER_BYTES = 20;

  private ModelState() {}

  static byte[] allocate(int parameters, int updater, long iterations) {
    byte[] out = new byte[Math.addExact(HEADER_BYTES, 4 * Math.addExact(parameters, updater))];
    header(out)
        .putShort((short) VERSION)
        .putShort((short) 0)
        .putInt(parameters)
        .putInt(updater)
        .putLong(iterations);
    return out;
  }

  /** Checks version and lengths. */
  static void check(byte[] state) {
    if (state.length < HEADER_BYTES) {
      throw damaged("has %d bytes, expected at least %d".formatted(state.length, HEADER_BYTES));
    }
    int version = Short.toUnsignedInt(header(state).getShort(0));
    if (version != VERSION) {
      throw new BailiwickException(
          ErrorCode.NOT_SUPPORTED,
          "Unknown version %d of a model state, this program knows %d: use one version of Bailiwick"
                  .formatted(version, VERSION)
              + " on the driver and at all sites");
    }
    long floats = (long) parameters(state) + updater(state);
    if (parameters(state) < 0 || updater(state) < 0 || state.length != HEADER_BYTES + 4 * floats) {
      throw damaged(
          "has %d bytes, expected %d for its %d numbers"
              .formatted(state.length, HEADER_BYTES + 4 * floats, floats));
    }
  }

  static int parameters(byte[] state) {
    return header(state).getInt(4);
  }

  static int updater(byte[] state) {
    return header(state).getInt(8);
  }

  static long iterations(byte[] state) {
    return header(state).getLong(12);
  }

  static ByteBuffer header(byte[] state) {
    return ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static BailiwickException damaged(String what) {
    return new BailiwickException(
        ErrorCode.INTERNAL, "a model state " + what + ": it was not written by ModelState");
  }
}
