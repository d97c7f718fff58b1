package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of codes from this jar. Its header is dated and holds the SHA-256 of its lines; a table
 * that does not match its header is not used.
 */
final class CodeTable {
  private static final String HASH = "# sha256 of the lines below: ";

  private CodeTable() {}

  /**
   * Lines of the form {@code KEY: CODE CODE …}, in the order of the file; a key may hold colons.
   */
  static Map<String, List<String>> keyed(String name) {
    Map<String, List<String>> table = new LinkedHashMap<>();
    for (String line : lines(name)) {
      int colon = line.indexOf(": ");
      table.put(line.substring(0, colon), List.of(line.substring(colon + 1).trim().split(" ")));
    }
    return Collections.unmodifiableMap(table);
  }

  /** Lines of codes. */
  static List<String> codes(String name) {
    return lines(name).stream().flatMap(line -> Arrays.stream(line.split(" "))).toList();
  }

  private static List<String> lines(String name) {
    String text = read(name);
    int start = text.indexOf(HASH);
    int end = text.indexOf('\n', start);
    String body = text.substring(end + 1);
    if (start < 0 || !text.substring(start + HASH.length(), end).equals(sha256(body))) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          "The table " + name + " does not match its hash; reinstall Bailiwick.");
    }
    return body.lines().toList();
  }

  /** The exact text of a resource of this package. */
  static String read(String name) {
    try (InputStream in = CodeTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("absent");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, "The table " + name + " cannot be read; reinstall Bailiwick.", e);
    }
  }

  static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "This JDK has no SHA-256.", e);
    }
  }
}
