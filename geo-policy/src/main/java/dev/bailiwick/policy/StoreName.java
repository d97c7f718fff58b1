package dev.bailiwick.policy;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One name for the many ways to name a store in a URI, so that neither a policy nor a site's
 * storage is escaped by another spelling: lower case, one scheme for those that reach the same
 * store, no port where it is the one that would be taken anyway.
 *
 * <p>Not known, because only a name service, a mount table or a cloud's console tells: that two
 * hosts are one, which name nodes a name service stands for, what a {@code viewfs} or an access
 * point leads to, and the HTTP port of a name node that has another than the usual one.
 */
public final class StoreName {
  private static final Map<String, String> SAME_STORE =
      Map.of(
          "s3",
          "s3a",
          "s3n",
          "s3a",
          "abfss",
          "abfs",
          "wasbs",
          "wasb",
          "webhdfs",
          "hdfs",
          "swebhdfs",
          "hdfs");

  /** Where a name node listens, unless its operators chose another port. */
  private static final Map<String, String> USUAL_PORT =
      Map.of("hdfs", ":8020", "webhdfs", ":9870", "swebhdfs", ":9871");

  private StoreName() {}

  /**
   * The name of a store.
   *
   * @param scheme of a URI; null means a local file
   * @param authority of the same URI, undecoded; null if it has none
   * @return {@code scheme://authority}
   */
  public static String of(@Nullable String scheme, @Nullable String authority) {
    String written = scheme == null ? "file" : scheme.toLowerCase(Locale.ROOT);
    String store = SAME_STORE.getOrDefault(written, written);
    String host = authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    if (store.equals("file") && host.equals("localhost")) {
      host = "";
    }
    if (store.equals("hdfs")) {
      host = host.substring(host.indexOf('@') + 1);
      String port = USUAL_PORT.get(written);
      host = host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }
    return store + "://" + host;
  }
}
