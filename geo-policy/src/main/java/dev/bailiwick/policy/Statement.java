package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

public record Statement(
    String place,
    String by,
    Fact fact,
    @Nullable LocalDate from,
    @Nullable LocalDate until,
    Place at) {
  public sealed interface Fact {}

  public record Operator(String name) implements Fact {}

  public record ControlledFrom(List<Location> countries) implements Fact {}

  public record Certified(String certificate) implements Fact {}

  public record Attested(String kind) implements Fact {}
}
