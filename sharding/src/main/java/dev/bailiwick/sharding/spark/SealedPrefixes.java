package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.StoreName;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folders in which every Parquet file must be sealed: a comma separated list of URIs under the
 * Hadoop setting {@value #SETTING}, or {@value #EVERYWHERE}.
 */
public final class SealedPrefixes {
  /** The Hadoop setting; the plugin fills it with the sites' shard folders. */
  public static final String SETTING = "bailiwick.sealed.prefixes";

  /** As the value of {@link #SETTING}: every file that is opened with this configuration. */
  public static final String EVERYWHERE = "*";

  private final List<URI> prefixes;
  private final boolean everywhere;

  /** Where a path without a scheme leads. */
  private final URI otherwise;

  private SealedPrefixes(List<URI> prefixes, boolean everywhere, URI otherwise) {
    this.prefixes = List.copyOf(prefixes);
    this.everywhere = everywhere;
    this.otherwise = otherwise;
  }

  static SealedPrefixes of(Configuration conf) {
    List<URI> prefixes = new ArrayList<>();
    boolean everywhere = false;
    for (String prefix : conf.getTrimmedStrings(SETTING)) {
      if (prefix.equals(EVERYWHERE)) {
        everywhere = true;
      } else {
        prefixes.add(new Path(prefix).toUri());
      }
    }
    return new SealedPrefixes(prefixes, everywhere, FileSystem.getDefaultUri(conf));
  }

  /** True if only sealed files may be at this path. */
  boolean holds(Path path) {
    if (everywhere) {
      return true;
    }
    URI uri = path.makeQualified(otherwise, new Path("/")).toUri();
    return prefixes.stream().anyMatch(prefix -> under(prefix, uri));
  }

  void refuseInClear(Path path) {
    if (holds(path)) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          path
              + " lies where only sealed shards may be, and would be written in clear: write shards"
              + " with `bailiwick shard write`, and anything else outside the sites' storage");
    }
  }

  private static boolean under(URI prefix, URI path) {
    String folder = prefix.getPath().endsWith("/") ? prefix.getPath() : prefix.getPath() + "/";
    return store(prefix).equals(store(path)) && path.normalize().getPath().startsWith(folder);
  }

  private static String store(URI uri) {
    return StoreName.of(uri.getScheme(), uri.getAuthority());
  }
}
