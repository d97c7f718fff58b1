package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  /**
   * The question behind a cell: may this class, under this law, be there? For the class {@code
   * sealed}: may ciphertext of rows? That is what people mean by it, and it may be allowed although
   * no rule has that class.
   */
  public static Question question(Location law, TransferClass c, Destination place) {
    return c == TransferClass.SEALED
        ? Question.of(law, TransferClass.RAW, place).asCiphertext()
        : Question.of(law, c, place);
  }

  private void add(Location law, TransferClass c, Destination place) {
    Ruling verdict = Ruling.of(policies, question(law, c, place));
    Decision decision = verdict.decision();
    String kind = decision.allowed() ? "allow" : decision.reason().words();
    int note = notes.computeIfAbsent(kind + ": " + verdict.why(), text -> notes.size() + 1);
    cells.add(new Cell(law, c, place, decision, note));
  }

  /** Who decides. */
  public PolicySet policies() {
    return policies;
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

  /** The laws, those together for which every answer is the same. */
  public List<List<Location>> groups() {
    Map<List<String>, List<Location>> groups = new LinkedHashMap<>();
    for (Location law : laws) {
      List<String> answers = new ArrayList<>();
      for (TransferClass c : TransferClass.values()) {
        row(law, c).forEach(cell -> answers.add(cell.verdict() + cell.note()));
      }
      groups.computeIfAbsent(answers, a -> new ArrayList<>()).add(law);
    }
    return List.copyOf(groups.values());
  }

  private static String codes(List<Location> laws) {
    return laws.stream().map(Location::code).collect(Collectors.joining(", "));
  }

  /** The tables, one for all laws that are alike, and the legend, for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (List<Location> alike : groups()) {
      TextTable table = new TextTable();
      List<String> head = new ArrayList<>(List.of(""));
      places.forEach(place -> head.add(place.name() + " (" + place.location() + ")"));
      table.row(head);
      for (TransferClass c : TransferClass.values()) {
        List<String> row = new ArrayList<>(List.of(c.id()));
        row(alike.get(0), c).forEach(cell -> row.add(cell.verdict() + " [" + cell.note() + "]"));
        table.row(row);
      }
      Paragraphs title = new Paragraphs(17);
      title.add("Under the law of", codes(alike));
      text.append(title).append(table).append('\n');
    }
    Paragraphs legend = new Paragraphs(6);
    List<String> lines = notes();
    for (int i = 0; i < lines.size(); i++) {
      legend.add("[" + (i + 1) + "]", lines.get(i));
    }
    legend.line("");
    for (Policy policy : policies.policies()) {
      legend.line(policy + " of " + policy.steward() + ": " + policy.source());
    }
    return text.append(legend).toString();
  }
}
