package dev.bailiwick.spark;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One spelling for one path, so that {@code file:/a}, {@code file:///a} and {@code /a} are one. */
final class Paths {
  private static final Pattern ABSOLUTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:)?/.*", Pattern.DOTALL);
  private static final Map<String, String> SAME_STORE =
      Map.of("s3", "s3a", "s3n", "s3a", "abfss", "abfs", "wasbs", "wasb");

  private Paths() {}

  /** The one spelling: decoded, no {@code .}, no {@code ..}; empty for what is no absolute path. */
  static Optional<String> normal(String path) {
    if (!ABSOLUTE.matcher(path).matches()) {
      return Optional.empty();
    }
    try {
      // Hadoop's Path takes what java.net.URI refuses, such as a space.
      URI uri = new org.apache.hadoop.fs.Path(path).toUri();
      String scheme = uri.getScheme() == null ? "file" : uri.getScheme().toLowerCase(Locale.ROOT);
      String authority =
          uri.getAuthority() == null ? "" : uri.getAuthority().toLowerCase(Locale.ROOT);
      // Spark hands out paths with and without percent escapes.
      String inside = URI.create(escaped(decoded(uri.getPath()))).normalize().getPath();
      return Optional.of(
          SAME_STORE.getOrDefault(scheme, scheme)
              + "://"
              + authority
              + withoutTrailingSlash(inside));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    try {
      return URI.create(path.replace(" ", "%20")).getPath();
    } catch (IllegalArgumentException e) {
      // A name with a percent sign that escapes nothing.
      return path;
    }
  }

  private static String escaped(String path) {
    return new org.apache.hadoop.fs.Path(path).toUri().getRawPath();
  }

  private static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Whether a path, in its one spelling, is a prefix or lies below it. */
  static boolean isBelow(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
  }
}
