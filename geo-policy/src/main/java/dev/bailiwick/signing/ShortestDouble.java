package dev.bailiwick.signing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes a double as JavaScript does (ECMA-262, Number::toString): the fewest digits that read back
 * as the same double, and of those the nearest. {@code Double.toString} before JDK 19 sometimes
 * writes more digits.
 */
final class ShortestDouble {
  private static final int MAX_DIGITS = 17;

  private ShortestDouble() {}

  static String format(double value) {
    if (value == 0) {
      return "0";
    }
    String sign = value < 0 ? "-" : "";
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    return sign + layout(digits, point);
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int precision = 1; precision < MAX_DIGITS; precision++) {
      BigDecimal below = exact.round(new MathContext(precision, RoundingMode.DOWN));
      BigDecimal above = exact.round(new MathContext(precision, RoundingMode.UP));
      boolean fromBelow = below.doubleValue() == value;
      boolean fromAbove = above.doubleValue() == value;
      if (fromBelow || fromAbove) {
        int nearer = exact.subtract(below).compareTo(above.subtract(exact));
        boolean takeBelow = fromBelow && (!fromAbove || nearer <= 0);
        return (takeBelow ? below : above).stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  /** ECMA-262's layout of digits with the decimal point after {@code point} of them. */
  private static String layout(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count);
    }
    if (0 < point && point <= 21) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    int exponent = point - 1;
    String fraction = count == 1 ? "" : "." + digits.substring(1);
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
  }
}
