package dev.bailiwick.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One normal form for the many ways to write the name of a dataset, so that a policy cannot be
 * escaped by writing it another way: one name for its store ({@link StoreName}), percent-encoding
 * decoded once, no {@code .}, no {@code ..}, no empty segments.
 *
 * <p>It does not look at the file system: a symbolic link is another name.
 */
final class Uris {
  private static final Pattern URI =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/]*))?(.*)", Pattern.DOTALL);

  private Uris() {}

  /** A dataset's name: {@code scheme://authority} or {@code **}, and the segments of its path. */
  record Normal(String root, List<String> segments) {
    @Override
    public String toString() {
      return root + "/" + String.join("/", segments);
    }

    /** Whether this is the other or lies below it. */
    boolean isWithin(Normal other) {
      return root.equals(other.root)
          && segments.size() >= other.segments.size()
          && segments.subList(0, other.segments.size()).equals(other.segments);
    }
  }

  /** A text without a scheme is the path of a local file. */
  static Normal normal(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      return new Normal("file://", segments(uri));
    }
    return new Normal(StoreName.of(matcher.group(1), matcher.group(2)), segments(matcher.group(3)));
  }

  /**
   * What comes before the path, as a connector of Hadoop takes it: only {@code s3} and {@code s3n},
   * which have none, become {@code s3a}.
   */
  static String address(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      return "file://";
    }
    String store = StoreName.of(matcher.group(1), matcher.group(2));
    boolean asNamed = store.startsWith("s3a:") || store.startsWith("file:");
    String authority = matcher.group(2) == null ? "" : matcher.group(2);
    return asNamed
        ? store
        : matcher.group(1).toLowerCase(Locale.ROOT) + "://" + authority.toLowerCase(Locale.ROOT);
  }

  static boolean hasScheme(String text) {
    return URI.matcher(text).matches();
  }

  private static List<String> segments(String path) {
    List<String> result = new ArrayList<>();
    // Decoded first: an encoded slash or dot must not hide a step from the loop.
    for (String segment : decoded(path).split("/")) {
      if (segment.equals("..")) {
        if (!result.isEmpty()) {
          result.remove(result.size() - 1);
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        result.add(segment);
      }
    }
    return List.copyOf(result);
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (in[i] == '%' && high >= 0 && low >= 0) {
        out.write(high * 16 + low);
        i += 2;
      } else {
        out.write(in[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
