package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import java.util.OptionalLong;

/**
 * One condition on a site: this class of this must be permitted there.
 *
 * @param minimum of statistics, from how many records they are made at least; else 0
 * @param mixed of statistics, whether other records than governed ones are among them
 */
record Condition(Governed governed, TransferClass transferClass, long minimum, boolean mixed) {

  static Condition of(Governed governed, TransferClass transferClass) {
    return new Condition(governed, transferClass, 0, false);
  }

  static Condition statistics(Governed governed, Holding.Release release) {
    return new Condition(governed, TransferClass.STATISTICS, release.minimum(), release.mixed());
  }

  boolean holdsAt(String site) {
    if (transferClass != TransferClass.STATISTICS) {
      return governed.permitted(transferClass).contains(site);
    }
    if (governed.permitted(TransferClass.VIEW).contains(site)) {
      // Who may have the rows may have what is made of them.
      return true;
    }
    OptionalLong least = governed.minRecords(transferClass, site);
    return least.isPresent() && least.getAsLong() <= minimum && !mixed;
  }

  /** The sites of these at which it holds. */
  PermittedSet among(PermittedSet sites) {
    return PermittedSet.of(sites.sites().stream().filter(this::holdsAt).toList());
  }

  /** Why it does not hold there. */
  Denial denial(String site) {
    OptionalLong least =
        transferClass == TransferClass.STATISTICS
            ? governed.minRecords(transferClass, site)
            : OptionalLong.empty();
    if (least.isEmpty()) {
      return governed.denial(transferClass, site, Denial.Layer.SCHEDULER);
    }
    String text =
        mixed
            ? "records that no policy protects are counted among the "
                + minimum
                + " of each group, so the rest could be told from them; aggregate governed data by"
                + " itself."
            : "its rule asks for at least "
                + least.getAsLong()
                + " records, and the query gives groups of "
                + minimum
                + " and more: write HAVING count >= "
                + least.getAsLong()
                + ".";
    return new Denial(
        governed.name(), site, transferClass.id(), "", "", "", text, Denial.Layer.SCHEDULER);
  }
}
