package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.SiteKeyStore;
import dev.bailiwick.sharding.SiteKeyStores;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The key sheet of a run, for the tasks of one site that write it: the first makes it, all use it.
 *
 * <p>A rotation may come between. It makes the new version before it lists the sheets, so whoever
 * puts a sheet there after it listed them sees that version here, and brings the sheet to it
 * himself, before the rotation's end can close it for good.
 */
final class RunSheet {
  private final Path folder;
  private final String site;
  private final List<String> columns;
  private final Configuration conf;

  /** {@code columns} get keys of their own; sorted. */
  RunSheet(Path folder, String site, List<String> columns, Configuration conf) {
    this.folder = folder;
    this.site = site;
    this.columns = columns;
    this.conf = conf;
  }

  /**
   * Sees to it that the sheet is there, and that each of its keys opens.
   *
   * @throws BailiwickException NOT_AUTHENTIC if the sheet is another one than this run's
   */
  void prepare() throws IOException {
    SiteKeyStore store = SiteKeyStores.open();
    if (SheetFiles.find(folder, conf).isEmpty()) {
      KeySheet fresh = KeySheet.create(store, site, ShardPath.runOf(folder), columns);
      SheetFiles.createIfAbsent(folder, fresh, conf);
    }
    KeySheet sheet = current(store);
    if (!sheet.site().equals(site) || !sheet.columns().equals(columns)) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The key sheet in "
              + folder
              + " is of site '"
              + sheet.site()
              + "' and has keys for the columns "
              + sheet.columns()
              + "; expected '"
              + site
              + "' and "
              + columns);
    }
    sheet.requireOpens(store);
    RunKeys.keep(folder, sheet);
  }

  /**
   * After the file was written: the version under which its keys are wrapped. Whoever opens the
   * file next in this process does it with the sheet that lies there now.
   */
  int settle() throws IOException {
    SiteKeyStore store = SiteKeyStores.open();
    KeySheet sheet = current(store);
    sheet.requireOpens(store);
    RunKeys.keep(folder, sheet);
    return sheet.version();
  }

  private KeySheet current(SiteKeyStore store) throws IOException {
    KeySheet sheet = SheetFiles.require(folder, conf);
    Optional<KeySheet> newer = sheet.rewrapped(store);
    if (newer.isPresent()) {
      SheetFiles.replace(folder, newer.get(), conf);
    }
    return newer.orElse(sheet);
  }
}
