package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What was counted before, as a test states it. */
final class TestCounts implements Counts {
  private static final String UNREADABLE = "unreadable";

  private final List<Entry> entries;

  private TestCounts(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * What one transfer added.
   *
   * @param operator to whose place; an empty text for one of no operator
   * @param category of data; an empty text for every category that is asked for
   */
  private record Entry(
      LocalDate on, OptionalLong persons, OptionalLong records, String operator, String category) {

    static Entry of(YamlMap map) {
      map.allowOnly("on", "persons", "records", "operator", "category");
      Entry entry =
          new Entry(
              TableFields.day(map, "on"),
              TestParser.count(map, "persons"),
              TestParser.count(map, "records"),
              map.has("operator") ? TableFields.name(map, "operator") : "",
              map.has("category") ? category(map) : "");
      if (entry.persons.isEmpty() && entry.records.isEmpty()) {
        throw map.place().error("nothing is counted here; add 'persons', 'records' or both.");
      }
      return entry;
    }

    private static String category(YamlMap map) {
      String term = map.string("category");
      if (!CategoryTerms.isKnown(term)) {
        throw map.error("category", CategoryTerms.problem(term));
      }
      return term;
    }

    boolean isOf(String askedCategory, String askedOperator, LocalDate from, LocalDate to) {
      return !on.isBefore(from)
          && !on.isAfter(to)
          && (category.isEmpty() || category.equals(askedCategory))
          && (askedOperator.isEmpty() || operator.equals(askedOperator));
    }

    /** Each record counts as a person where nobody counted the persons; the reverse is unknown. */
    OptionalLong amount(boolean ofPersons) {
      return ofPersons && persons.isPresent() ? persons : records;
    }
  }

  /** The counts of a test; nothing was counted if it says nothing. */
  static Counts of(YamlMap test) {
    if (test.has("counted") && !test.hasList("counted")) {
      String text = test.string("counted");
      if (!text.equals(UNREADABLE)) {
        throw test.error(
            "counted", "'counted' is '" + text + "'; expected a list or " + UNREADABLE + ".");
      }
      return Counts.unreadable();
    }
    List<Entry> entries = new ArrayList<>();
    test.optionalMaps("counted").forEach(map -> entries.add(Entry.of(map)));
    return new TestCounts(List.copyOf(entries));
  }

  @Override
  public OptionalLong used(
      String policy,
      String category,
      boolean persons,
      String operator,
      LocalDate from,
      LocalDate to) {
    long sum = 0;
    for (Entry entry : entries) {
      if (entry.isOf(category, operator, from, to)) {
        OptionalLong amount = entry.amount(persons);
        if (amount.isEmpty()) {
          return OptionalLong.empty();
        }
        sum += amount.getAsLong();
      }
    }
    return OptionalLong.of(sum);
  }
}
