package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dated fact about a place, as somebody states it. Whether it counts is for the policy to say.
 *
 * @param place the name of a site or an access point
 * @param by the e-mail address of who states it
 * @param fact what is stated
 * @param from the first day, inside; null: no bound
 * @param until the last day, inside; null: no bound
 * @param at where it stands
 */
public record Statement(
    String place,
    String by,
    Fact fact,
    @Nullable LocalDate from,
    @Nullable LocalDate until,
    Place at) {

  /** What can be stated about a place. */
  public sealed interface Fact {}

  /** The legal entity that runs the place. */
  public record Operator(String name) implements Fact {}

  /** All countries from which the operator is controlled; never empty. */
  public record ControlledFrom(List<Location> countries) implements Fact {
    public ControlledFrom {
      countries = List.copyOf(countries);
    }
  }

  /** A certificate that the place holds. */
  public record Certified(String certificate) implements Fact {}

  /** A kind of attestation that the place gave. */
  public record Attested(String kind) implements Fact {}

  /** Whether it speaks of that day. Of any other day it says nothing. */
  public boolean covers(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
  }

  /** Whether there is a day of which both speak. */
  boolean overlaps(Statement other) {
    return startsByTheEndOf(other) && other.startsByTheEndOf(this);
  }

  private boolean startsByTheEndOf(Statement other) {
    return from == null || other.until == null || !from.isAfter(other.until);
  }
}
