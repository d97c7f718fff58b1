package dev.bailiwick.sharding;

import java.util.Locale;

/** Bytes, seconds and costs as people read them. */
final class Amounts {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final double STEP = 1000;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double DAY = 86_400;

  private Amounts() {}

  static String bytes(long bytes) {
    if (bytes == 0) {
      return "size unknown";
    }
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  static String seconds(double seconds) {
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < HOUR) {
      return String.format(Locale.ROOT, "%.1f min", seconds / MINUTE);
    }
    return seconds < DAY
        ? String.format(Locale.ROOT, "%.1f h", seconds / HOUR)
        : String.format(Locale.ROOT, "%.1f days", seconds / DAY);
  }

  static String cost(double cost) {
    return String.format(Locale.ROOT, "%.2f", cost);
  }

  /** What moving this many bytes takes. */
  static String transfer(long bytes, double seconds, double cost) {
    return bytes == 0
        ? "its size is not known"
        : bytes(bytes) + ", about " + seconds(seconds) + ", cost " + cost(cost);
  }
}
