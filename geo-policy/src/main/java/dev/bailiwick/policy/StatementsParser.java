package dev.bailiwick.policy;

import dev.bailiwick.policy.Statement.Fact;
import dev.bailiwick.signing.DetachedSignature;
import dev.bailiwick.yaml.YamlMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a document of statements; {@code docs/formats/place-statements.md} specifies it. */
public final class StatementsParser {
  private static final Pattern PLACE = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final Pattern EMAIL = Pattern.compile("[!-?A-~]{1,127}@[!-?A-~]{1,126}");
  private static final List<String> FACTS =
      List.of("operator", "controlledFrom", "certified", "attested");
  private static final int MAX_STATEMENTS = 10_000;

  private final YamlMap document;

  private StatementsParser(YamlMap document) {
    this.document = document;
  }

  /**
   * Reads a file without its signature: to check what somebody is about to sign. What it states is
   * proven by nothing.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT}, with the place
   */
  public static StatementsDocument parse(Path file) {
    return parse(file.toString(), YamlMap.readText(file));
  }

  static StatementsDocument parse(String source, String text) {
    return new StatementsParser(YamlMap.parse(source, text)).statements();
  }

  /**
   * Reads a file that its {@code by} has signed, in {@code NAME.sig} beside it.
   *
   * @param trusted the authorities whose certificates count
   * @param at when the certificates must be valid
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place, or {@code
   *     NOT_AUTHENTIC} naming the check that failed
   */
  public static StatementsDocument verified(
      Path file, Collection<X509Certificate> trusted, Instant at) {
    String text = YamlMap.readText(file);
    StatementsDocument read = parse(file.toString(), text);
    DetachedSignature.verify(file, text.getBytes(StandardCharsets.UTF_8), trusted, at, read.by());
    return read;
  }

  private StatementsDocument statements() {
    DocumentHeader.check(document, "PlaceStatements");
    document.allowOnly("apiVersion", "kind", "metadata", "statements");
    YamlMap metadata = document.map("metadata");
    metadata.allowOnly("id", "by", "on");
    String id = TableFields.name(metadata, "id");
    String by =
        DocumentHeader.matching(
            metadata, "by", EMAIL, "an e-mail address such as register@tuv.example");
    LocalDate on = TableFields.day(metadata, "on");
    List<YamlMap> maps = document.maps("statements");
    if (maps.size() > MAX_STATEMENTS) {
      throw document.error(
          "statements",
          "'statements' has "
              + maps.size()
              + " statements; expected at most "
              + MAX_STATEMENTS
              + ": use another document for the rest.");
    }
    List<Statement> statements = new ArrayList<>();
    Map<List<Object>, List<Statement>> single = new HashMap<>();
    for (YamlMap map : maps) {
      Statement statement = statement(map, by);
      statements.add(statement);
      if (isSingle(statement.fact())) {
        List<Statement> others =
            single.computeIfAbsent(
                List.of(statement.place(), statement.fact().getClass()), k -> new ArrayList<>());
        checkSingle(map, statement, others);
        others.add(statement);
      }
    }
    return new StatementsDocument(id, by, on, statements);
  }

  private static Statement statement(YamlMap map, String by) {
    map.allowOnly("place", "operator", "controlledFrom", "certified", "attested", "from", "until");
    String place =
        DocumentHeader.matching(
            map,
            "place",
            PLACE,
            "a lower-case letter, then lower-case letters, digits and '-', at most 31");
    Fact fact = fact(map);
    LocalDate from = TableFields.optionalDay(map, "from");
    LocalDate until = TableFields.optionalDay(map, "until");
    TableFields.checkPeriod(map, from, until);
    return new Statement(place, by, fact, from, until, map.place());
  }

  private static Fact fact(YamlMap map) {
    List<String> found = FACTS.stream().filter(map::has).toList();
    if (found.size() != 1) {
      throw map.place()
          .error(
              "a statement has exactly one of "
                  + String.join(", ", FACTS)
                  + "; found "
                  + (found.isEmpty() ? "none" : String.join(", ", found))
                  + ".");
    }
    String key = found.get(0);
    return switch (key) {
      case "operator" -> new Statement.Operator(TableFields.name(map, key));
      case "certified" -> new Statement.Certified(TableFields.name(map, key));
      case "attested" -> new Statement.Attested(TableFields.name(map, key));
      default -> new Statement.ControlledFrom(TableFields.locations(map, key));
    };
  }

  /** Whether there can be only one of a place on a day: who runs it, and who controls them. */
  private static boolean isSingle(Fact fact) {
    return fact instanceof Statement.Operator || fact instanceof Statement.ControlledFrom;
  }

  private static void checkSingle(YamlMap map, Statement statement, List<Statement> others) {
    String key = statement.fact() instanceof Statement.Operator ? "operator" : "controlledFrom";
    for (Statement other : others) {
      if (statement.overlaps(other)) {
        throw map.error(
            key,
            "'"
                + key
                + "' of '"
                + statement.place()
                + "' is stated twice for the same days (first at line "
                + other.at().line()
                + "); remove one, or part their days with 'from' and 'until'.");
      }
    }
  }
}
