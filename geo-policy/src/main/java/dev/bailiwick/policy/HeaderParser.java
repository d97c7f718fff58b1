package dev.bailiwick.policy;

import dev.bailiwick.yaml.Similar;
import dev.bailiwick.yaml.YamlMap;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads who wrote a policy and when it holds. */
final class HeaderParser {
  private static final Pattern VERSION =
      Pattern.compile("(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8})){2}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,200}");

  private HeaderParser() {}

  static Policy.Head head(YamlMap document, String sha256) {
    YamlMap metadata = document.map("metadata");
    metadata.allowOnly("id", "version", "steward", "zone", "effective");
    LocalDate from = null;
    LocalDate until = null;
    if (metadata.has("effective")) {
      YamlMap effective = metadata.map("effective");
      effective.allowOnly("from", "until");
      from = TableFields.optionalDay(effective, "from");
      until = TableFields.optionalDay(effective, "until");
      if (from == null && until == null) {
        throw metadata.error("effective", "'effective' is empty; add 'from', 'until' or both.");
      }
      TableFields.checkPeriod(effective, from, until);
    }
    return head(metadata, from, until, sha256, document);
  }

  private static Policy.Head head(
      YamlMap metadata,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      String sha256,
      YamlMap document) {
    return new Policy.Head(
        DocumentHeader.id(metadata),
        DocumentHeader.matching(metadata, "version", VERSION, "MAJOR.MINOR.PATCH, such as 1.0.0"),
        DocumentHeader.matching(metadata, "steward", NAME, "a name or address on one line"),
        zone(metadata),
        from,
        until,
        sha256,
        document.place());
  }

  private static ZoneId zone(YamlMap metadata) {
    String zone = metadata.optionalString("zone").orElse("UTC");
    // By name only: a fixed offset would be wrong for half of the year.
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw metadata.error(
          "zone",
          "'zone' is '"
              + zone
              + "'"
              + Similar.hint(zone, ZoneId.getAvailableZoneIds().stream().sorted().toList())
              + "; expected a zone such as Europe/Berlin.");
    }
    return ZoneId.of(zone);
  }
}
