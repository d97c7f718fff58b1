package dev.bailiwick.spark.result;

import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicyMatrix;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What may be where as one HTML page that needs nothing besides itself, as the report of a run. */
public final class MatrixPage {
  private final PolicyMatrix matrix;
  private final Markup page = new Markup();

  private MatrixPage(PolicyMatrix matrix) {
    this.matrix = matrix;
  }

  /**
   * The page.
   *
   * @param title what it is about
   * @param about in which circumstances the answers hold
   */
  public static String of(PolicyMatrix matrix, String title, String about) {
    MatrixPage made = new MatrixPage(matrix);
    PageHead.open(made.page, title);
    made.page.leaf("h1", title).line().leaf("p", about, "class", "soft").line();
    matrix.groups().forEach(made::table);
    made.legend();
    made.policies();
    PageHead.close(made.page);
    return made.page.page();
  }

  private void table(List<Location> laws) {
    String codes = laws.stream().map(Location::code).collect(Collectors.joining(", "));
    page.open("section").leaf("h2", "Under the law of " + codes).line();
    List<String> titles = new ArrayList<>(List.of(""));
    for (Destination place : matrix.places()) {
      titles.add(place.name() + " (" + place.location() + ")");
    }
    Tables.write(page, titles, List.of(TransferClass.values()), c -> row(laws.get(0), c));
    page.end().line();
  }

  private List<Object> row(Location law, TransferClass c) {
    List<Object> cells = new ArrayList<>(List.of(c.id()));
    for (PolicyMatrix.Cell cell : matrix.row(law, c)) {
      String text = cell.verdict() + " [" + cell.note() + "]";
      cells.add(new Tables.Tone(text, cell.decision().allowed()));
    }
    return cells;
  }

  private void legend() {
    page.open("section").leaf("h2", "Who decided, and why").line();
    List<List<Object>> rows = new ArrayList<>();
    matrix.notes().forEach(note -> rows.add(List.of("[" + (rows.size() + 1) + "]", note)));
    Tables.write(page, List.of("", "rule"), rows, row -> row);
    page.end().line();
  }

  private void policies() {
    page.open("section").leaf("h2", "Policies").line();
    List<Policy> policies = matrix.policies().policies();
    Tables.write(
        page,
        List.of("policy", "version", "steward", "file", "SHA-256"),
        policies,
        p -> List.of(p.id(), p.version(), p.steward(), p.source(), p.sha256()));
    page.end().line();
  }
}
