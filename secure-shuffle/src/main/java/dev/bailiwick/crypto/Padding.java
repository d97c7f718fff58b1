package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Locale;

/**
 * How much a sealed stream says about the length of what it holds; {@code
 * docs/formats/sealed-stream.md}, "Padding". The writer chooses; the reader need not know.
 */
public final class Padding {
  /** The sealed length gives the length of the content exactly. */
  public static final Padding NONE = new Padding(Kind.NONE, 0);

  /** Lengths are rounded up to few: at most 12 % more bytes, 2 log2 log2 of the length told. */
  public static final Padding PADME = new Padding(Kind.PADME, 0);

  private static final int LEAST_MULTIPLE = 16;
  private static final int GREATEST_MULTIPLE = 1 << 30;

  private enum Kind {
    NONE,
    PADME,
    MULTIPLE
  }

  private final Kind kind;
  private final int multiple;

  private Padding(Kind kind, int multiple) {
    this.kind = kind;
    this.multiple = multiple;
  }

  /**
   * All streams that fit into so many bytes look the same; longer ones tell how many times as long.
   *
   * @param bytes a multiple of 16, from 16 to 2^30
   */
  public static Padding toMultipleOf(int bytes) {
    if (bytes < LEAST_MULTIPLE || bytes > GREATEST_MULTIPLE || bytes % LEAST_MULTIPLE != 0) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "Content is not padded to multiples of %d bytes: expected a multiple of %d, from %d to %d"
              .formatted(bytes, LEAST_MULTIPLE, LEAST_MULTIPLE, GREATEST_MULTIPLE));
    }
    return new Padding(Kind.MULTIPLE, bytes);
  }

  /**
   * Reads {@code none}, {@code padme}, or a number of bytes.
   *
   * @throws BailiwickException BAD_ARGUMENT if it is something else
   */
  public static Padding parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    try {
      return switch (word) {
        case "", "none" -> NONE;
        case "padme" -> PADME;
        default -> toMultipleOf(Integer.parseInt(word));
      };
    } catch (NumberFormatException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "'" + text + "' is no padding: expected none, padme or a number of bytes",
          e);
    }
  }

  boolean isNone() {
    return kind == Kind.NONE;
  }

  /** How many bytes are sealed in place of so many, frames included. */
  long padded(long inner) {
    return switch (kind) {
      case NONE -> inner;
      case PADME -> padme(inner);
      case MULTIPLE -> (inner + multiple - 1) / multiple * multiple;
    };
  }

  private static long padme(long length) {
    if (length < 2) {
      return length;
    }
    int exponent = log2(length);
    int kept = log2(exponent) + 1;
    long mask = (1L << Math.max(0, exponent - kept)) - 1;
    return (length + mask) & ~mask;
  }

  private static int log2(long value) {
    return value <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(value);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Padding other && kind == other.kind && multiple == other.multiple;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + multiple;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return kind == Kind.MULTIPLE
        ? Integer.toString(multiple)
        : kind.name().toLowerCase(Locale.ROOT);
  }
}
