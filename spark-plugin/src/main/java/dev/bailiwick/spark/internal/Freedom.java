package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.Denial;
import dev.bailiwick.spark.Governed;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Whether a place lets what lies in it go further than it may. */
final class Freedom {
  private Freedom() {}

  /** Why rows that lie at this place could be where these may not be; empty if they could not. */
  static Optional<Denial> of(Governed place, Governed rows) {
    return place.group().equals(rows.group())
        ? Optional.empty()
        : allowed(place)
            .filter(at -> !isAsStrict(place, rows, at))
            .map(at -> rows.denial(at.transferClass(), at.site(), Denial.Layer.SCHEDULER))
            .findFirst();
  }

  /** The same for aggregates of them: the place may let these go where statistics of them may. */
  static Optional<Denial> ofReleased(Governed place, Governed of, Holding.Release release) {
    Condition condition = Condition.statistics(of, release);
    return allowed(place)
        .filter(at -> !condition.holdsAt(at.site()))
        .map(at -> condition.denial(at.site()))
        .findFirst();
  }

  private record At(TransferClass transferClass, String site) {}

  private static Stream<At> allowed(Governed place) {
    return Stream.of(TransferClass.values())
        .flatMap(c -> place.permitted(c).sites().stream().map(site -> new At(c, site)));
  }

  private static boolean isAsStrict(Governed place, Governed rows, At at) {
    if (!rows.permitted(at.transferClass()).contains(at.site())) {
      return false;
    }
    if (at.transferClass() != TransferClass.STATISTICS) {
      return true;
    }
    OptionalLong there = place.minRecords(at.transferClass(), at.site());
    OptionalLong here = rows.minRecords(at.transferClass(), at.site());
    return there.isEmpty() || (here.isPresent() && there.getAsLong() >= here.getAsLong());
  }
}
