package dev.bailiwick.policy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pattern by which a policy is attached: {@code *} is any text within a segment, {@code **} any
 * number of segments, none included, so that {@code s3a://a/b/**} governs {@code s3a://a/b} itself.
 * Both sides are compared in the normal form of {@link Uris}.
 */
final class DatasetGlob {
  private static final int MAX_LENGTH = 1024;
  private static final Pattern OTHER_GLOB = Pattern.compile("[?\\[\\]{}\\\\]");

  private final String text;
  private final boolean anyRoot;
  private final Uris.Normal pattern;

  private DatasetGlob(String text) {
    this.text = text;
    this.anyRoot = text.equals("**") || text.startsWith("**/");
    this.pattern = Uris.normal(text);
  }

  /** What is wrong with a text as a pattern, if anything is. */
  static Optional<String> problem(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.of("is longer than 1024 characters");
    }
    if (OTHER_GLOB.matcher(text).find()) {
      return Optional.of("has one of ? [ ] { } \\, which are no wildcards here");
    }
    if (!text.startsWith("/")
        && !Uris.hasScheme(text)
        && !text.equals("**")
        && !text.startsWith("**/")) {
      return Optional.of("begins neither with a scheme, such as s3a://, nor with / or **/");
    }
    Uris.Normal normal = Uris.normal(text);
    if (normal.root().contains("*")) {
      return Optional.of("has a wildcard before the path");
    }
    for (String segment : normal.segments()) {
      if (segment.contains("**") && !segment.equals("**")) {
        return Optional.of("has ** beside other characters; ** stands alone between slashes");
      }
    }
    return Optional.empty();
  }

  static DatasetGlob of(String text) {
    return new DatasetGlob(text);
  }

  boolean matches(String uri) {
    Uris.Normal name = Uris.normal(uri);
    return (anyRoot || pattern.root().equals(name.root()))
        && matches(pattern.segments(), name.segments());
  }

  /** Row by row over the pattern: time and space are bounded by the product of the lengths. */
  private static boolean matches(List<String> globs, List<String> segments) {
    boolean[] reached = new boolean[segments.size() + 1];
    reached[0] = true;
    for (String glob : globs) {
      boolean[] next = new boolean[segments.size() + 1];
      for (int i = 0; i <= segments.size(); i++) {
        next[i] =
            glob.equals("**")
                ? reached[i] || (i > 0 && next[i - 1])
                : i > 0 && reached[i - 1] && segmentMatches(glob, segments.get(i - 1));
      }
      reached = next;
    }
    return reached[segments.size()];
  }

  private static boolean segmentMatches(String glob, String segment) {
    int g = 0;
    int s = 0;
    int star = -1;
    int retry = 0;
    while (s < segment.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        retry = s;
      } else if (g < glob.length() && glob.charAt(g) == segment.charAt(s)) {
        g++;
        s++;
      } else if (star >= 0) {
        g = star + 1;
        s = ++retry;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
