package dev.bailiwick.spark.result;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private Numbers() {}

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  static String bytes(long bytes) {
    if (bytes < 10_000) {
      return count(bytes) + " B";
    }
    double value = bytes / 1e3;
    for (String unit : new String[] {"kB", "MB", "GB"}) {
      if (value < 1e3) {
        return String.format(Locale.ROOT, "%.3g %s", value, unit);
      }
      value /= 1e3;
    }
    return String.format(Locale.ROOT, "%.3g TB", value);
  }
}
