package dev.bailiwick.sharding;

import java.util.Collection;

/**
 * How many rows of a source have one law, one category and one split.
 *
 * @param source the source's name, unique in the job
 * @param site where its rows lie
 * @param jurisdiction the value of the jurisdiction column as it stands in the data, "" where it is
 *     null or blank or where the policies give one law for every row
 * @param category the value of the category that the strategy looks at; "" where it looks at none
 * @param split {@code train} or {@code test}
 * @param rows how many
 * @param bytes about how many bytes they take where they lie; 0 if not known
 */
public record SourceCount(
    String source,
    String site,
    String jurisdiction,
    String category,
    String split,
    long rows,
    long bytes) {

  /** Rows of no category and unknown size. */
  public static SourceCount of(
      String source, String site, String jurisdiction, String split, long rows) {
    return new SourceCount(source, site, jurisdiction, "", split, rows, 0);
  }

  /** About how many bytes all of these take; 0 if that is not known of one of them. */
  static long bytesOf(Collection<SourceCount> counts) {
    long sum = 0;
    for (SourceCount c : counts) {
      if (c.bytes() == 0 && c.rows() > 0) {
        return 0;
      }
      sum = Math.addExact(sum, c.bytes());
    }
    return sum;
  }
}
