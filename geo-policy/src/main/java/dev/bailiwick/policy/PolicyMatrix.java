package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may be where, at a glance: every class of transfer at every place, for each law. The row
 * {@code sealed} is ciphertext of rows at a place without the key.
 */
public final class PolicyMatrix {
  private final PolicySet policies;
  private final List<Location> laws;
  private final List<Destination> places;
  private final List<Cell> cells = new ArrayList<>();
  private final Map<String, Integer> notes = new LinkedHashMap<>();

  /**
   * One answer.
   *
   * @param note the number of its line in {@link #notes()}, from 1
   */
  public record Cell(
      Location law, TransferClass transfer, Destination place, Decision decision, int note) {
    /** {@code allow}, or the kind of the denial. */
    public String verdict() {
      return decision.allowed() ? "allow" : decision.reason().words();
    }
  }

  private PolicyMatrix(
      PolicySet policies, Collection<Location> laws, Collection<Destination> places) {
    this.policies = policies;
    this.laws = List.copyOf(laws);
    this.places = List.copyOf(places);
  }

  /** Asks the policies, in their circumstances, about everything. */
  public static PolicyMatrix of(
      PolicySet policies, Collection<Location> laws, Collection<Destination> places) {
    PolicyMatrix matrix = new PolicyMatrix(policies, laws, places);
    for (Location law : matrix.laws) {
      for (TransferClass c : TransferClass.values()) {
        matrix.places.forEach(place -> matrix.add(law, c, place));
      }
    }
    return matrix;
  }

  private void add(Location law, TransferClass c, Destination place) {
    Verdict verdict = Verdict.of(policies, ToolQuestions.of(law, c, place));
    Decision decision = verdict.decision();
    String kind = decision.allowed() ? "allow" : decision.reason().words();
    int note = notes.computeIfAbsent(kind + ": " + verdict.why(), text -> notes.size() + 1);
    cells.add(new Cell(law, c, place, decision, note));
  }

  /** The laws, in the order in which they were given. */
  public List<Location> laws() {
    return laws;
  }

  /** The places, in the order in which they were given. */
  public List<Destination> places() {
    return places;
  }

  /** All answers: by law, then class, then place. */
  public List<Cell> cells() {
    return List.copyOf(cells);
  }

  /** The answers for one law and class, in the order of {@link #places()}. */
  public List<Cell> row(Location law, TransferClass c) {
    return cells.stream().filter(x -> x.law().equals(law) && x.transfer() == c).toList();
  }

  /** The legend: who decided and why, numbered from 1. */
  public List<String> notes() {
    return List.copyOf(notes.keySet());
  }

  /** The tables, one for each law, and the legend, for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Location law : laws) {
      TextTable table = new TextTable();
      List<String> head = new ArrayList<>(List.of("law of " + law));
      places.forEach(place -> head.add(place.name() + " (" + place.location() + ")"));
      table.row(head);
      for (TransferClass c : TransferClass.values()) {
        List<String> row = new ArrayList<>(List.of(c.id()));
        row(law, c).forEach(cell -> row.add(cell.verdict() + " [" + cell.note() + "]"));
        table.row(row);
      }
      text.append(table).append('\n');
    }
    Paragraphs legend = new Paragraphs(6);
    List<String> lines = notes();
    for (int i = 0; i < lines.size(); i++) {
      legend.add("[" + (i + 1) + "]", lines.get(i));
    }
    return text.append(legend).toString();
  }
}
