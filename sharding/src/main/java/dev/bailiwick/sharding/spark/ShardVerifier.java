package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Checks, at a site, that its shard files are those of the manifest. Needs no key. */
public final class ShardVerifier {
  private ShardVerifier() {}

  /**
   * Reads every shard file of a site.
   *
   * @return what is wrong, one line a shard; empty if every file has the manifest's size, magic and
   *     SHA-256, and a key sheet of its run beside it
   */
  public static List<String> faults(Manifest manifest, String site, Configuration conf) {
    List<String> faults = new ArrayList<>();
    for (ManifestShard s : manifest.at(site)) {
      try {
        Path file = new Path(s.uri());
        ShardFile.requireNow(s.id(), file, s.bytes(), s.sha256(), conf);
        SheetFiles.require(file.getParent(), conf);
      } catch (BailiwickException e) {
        faults.add(e.getMessage());
      } catch (IOException e) {
        faults.add("Shard '" + s.id() + "' at " + s.uri() + " cannot be read: " + e.getMessage());
      }
    }
    return faults;
  }
}
