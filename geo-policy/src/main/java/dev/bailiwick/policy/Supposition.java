package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A place of which somebody supposes facts, to ask what would be if they were stated. What is
 * supposed is taken as stated by somebody whom every policy trusts; that is for answers to people
 * only, never for a run.
 */
public final class Supposition {
  private static final String ASKER = "whoever asks";
  // In upper case, which no rule can name.
  private static final String UNNAMED = "SOMEWHERE";

  private final Destination place;
  private final List<Statement> supposed;

  private Supposition(Destination place, List<Statement> supposed) {
    this.place = place;
    this.supposed = List.copyOf(supposed);
  }

  /** A place as it is. */
  public static Supposition of(Destination place) {
    return new Supposition(place, List.of());
  }

  /** A place that no topology has, without a fact; for a view it is an access point. */
  public static Supposition somewhereIn(Location location, TransferClass transfer) {
    Destination.Kind kind =
        transfer == TransferClass.VIEW ? Destination.Kind.ACCESS_POINT : Destination.Kind.SITE;
    return of(new Destination(UNNAMED, kind, location, List.of()));
  }

  /** The same, with this operator and no other. */
  public Supposition operatedBy(String operator) {
    return without(Statement.Operator.class).with(new Statement.Operator(operator));
  }

  /** The same, controlled from these countries and no others. */
  public Supposition controlledFrom(List<Location> countries) {
    return without(Statement.ControlledFrom.class).with(new Statement.ControlledFrom(countries));
  }

  /** The same, with one certificate more. */
  public Supposition certified(String certificate) {
    return with(new Statement.Certified(certificate));
  }

  /** The same, with one attestation more. */
  public Supposition attested(String kind) {
    return with(new Statement.Attested(kind));
  }

  private Supposition with(Statement.Fact fact) {
    List<Statement> more = new ArrayList<>(supposed);
    Place at = new Place("command line", 1, 1);
    more.add(new Statement(place.name(), ASKER, fact, null, null, at));
    return new Supposition(place, more);
  }

  private Supposition without(Class<? extends Statement.Fact> kind) {
    List<Statement> others =
        place.statements().stream().filter(s -> !kind.isInstance(s.fact())).toList();
    Destination bare = new Destination(place.name(), place.kind(), place.location(), others);
    return new Supposition(
        bare, supposed.stream().filter(s -> !kind.isInstance(s.fact())).toList());
  }

  /** The place, with what is supposed of it. */
  public Destination destination() {
    List<Statement> all = new ArrayList<>(place.statements());
    all.addAll(supposed);
    return new Destination(place.name(), place.kind(), place.location(), all);
  }

  /** The same circumstances, in which what is supposed counts. */
  public Circumstances in(Circumstances circumstances) {
    if (supposed.isEmpty()) {
      return circumstances;
    }
    Set<String> trusted = new HashSet<>(circumstances.alsoTrusted());
    trusted.add(ASKER);
    return circumstances.trusting(trusted);
  }
}
