package dev.bailiwick.spark;

import dev.bailiwick.policy.StoreName;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** One spelling for one path, so that {@code file:/a}, {@code file:///a} and {@code /a} are one. */
final class Paths {
  private static final Pattern ABSOLUTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:)?/.*", Pattern.DOTALL);

  private Paths() {}

  /** The one spelling: decoded, no {@code .}, no {@code ..}; empty for what is no absolute path. */
  static Optional<String> normal(String path) {
    if (!ABSOLUTE.matcher(path).matches()) {
      return Optional.empty();
    }
    try {
      // Hadoop's Path takes what java.net.URI refuses, such as a space.
      URI uri = new org.apache.hadoop.fs.Path(path).toUri();
      // Spark hands out paths with and without percent escapes.
      String inside = URI.create(escaped(decoded(uri.getPath()))).normalize().getPath();
      return Optional.of(
          StoreName.of(uri.getScheme(), uri.getAuthority()) + withoutTrailingSlash(inside));
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
