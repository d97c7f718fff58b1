package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.List;

/**
 * The duty to keep a complete copy of the rows at home.
 *
 * @param keepIn where; the copy lies surely in one of these
 * @param first whether it must be there before rows go anywhere else
 */
record HomeCopy(List<Area> keepIn, boolean first, Place at) {
  HomeCopy {
    keepIn = List.copyOf(keepIn);
  }

  boolean isAt(Location location, LocalDate day) {
    return keepIn.stream().anyMatch(area -> area.surelyHolds(location, day));
  }
}
