package dev.bailiwick.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When something will stop or begin to be allowed, and by which document: for each day on which a
 * policy, paper, exception, table or statement begins or ends, all answers are computed before and
 * after.
 *
 * <p>Limits: what changes because a count leaves its window is not foreseen.
 */
public final class PolicyCalendar {
  private final List<Day> days;
  private final boolean hasPlaces;

  private PolicyCalendar(List<Day> days, boolean hasPlaces) {
    this.days = List.copyOf(days);
    this.hasPlaces = hasPlaces;
  }

  /**
   * A day on which a document begins or ends.
   *
   * @param day the first one on which the new state holds, where the steward is
   * @param documents what begins or ends, with its place
   * @param changes what is allowed from then on, or no longer; maybe nothing
   */
  public record Day(LocalDate day, Instant at, List<String> documents, List<Change> changes) {
    public Day {
      documents = List.copyOf(documents);
      changes = List.copyOf(changes);
    }
  }

  /**
   * One answer that becomes another.
   *
   * @param after the decision from then on
   */
  public record Change(Location law, TransferClass transfer, Destination place, Decision after) {}

  /**
   * Looks ahead.
   *
   * @param policies in the circumstances of a job, whose moment does not matter
   * @param from the first moment, inside
   * @param until the last moment, inside
   */
  public static PolicyCalendar of(
      PolicySet policies,
      Collection<Location> laws,
      Collection<Destination> places,
      Instant from,
      Instant until) {
    Map<Instant, List<PolicyDates.Change>> byMoment = new TreeMap<>();
    for (PolicyDates.Change change : PolicyDates.of(policies.policies(), places)) {
      if (!change.at().isBefore(from) && !change.at().isAfter(until)) {
        byMoment.computeIfAbsent(change.at(), at -> new ArrayList<>()).add(change);
      }
    }
    List<Day> days = new ArrayList<>();
    byMoment.forEach(
        (at, dates) -> {
          PolicySet before = policies.in(policies.circumstances().withTime(at.minusSeconds(1)));
          PolicySet after = policies.in(policies.circumstances().withTime(at));
          days.add(
              new Day(
                  dates.get(0).day(),
                  at,
                  dates.stream().map(PolicyCalendar::document).distinct().toList(),
                  changes(before, after, laws, places)));
        });
    return new PolicyCalendar(days, !places.isEmpty());
  }

  private static List<Change> changes(
      PolicySet before,
      PolicySet after,
      Collection<Location> laws,
      Collection<Destination> places) {
    List<Change> changes = new ArrayList<>();
    for (Location law : laws) {
      for (TransferClass c : TransferClass.values()) {
        for (Destination place : places) {
          Question question = PolicyMatrix.question(law, c, place);
          if (before.allows(question) != after.allows(question)) {
            changes.add(new Change(law, c, place, after.decide(question)));
          }
        }
      }
    }
    return changes;
  }

  private static String document(PolicyDates.Change date) {
    return date.what() + (date.ends() ? " is over" : " begins") + " (" + date.place() + ")";
  }

  /** The days, the first one first. */
  public List<Day> days() {
    return days;
  }

  /** Lines for a terminal. */
  public String text() {
    if (days.isEmpty()) {
      return "Nothing begins or ends in this time.\n";
    }
    Paragraphs text = new Paragraphs(12);
    for (Day day : days) {
      String label = day.day().toString();
      for (String document : day.documents()) {
        text.add(label, document);
        label = "";
      }
      if (day.changes().isEmpty() && hasPlaces) {
        text.add("", "  changes nothing of what is allowed");
      }
      lines(day).forEach(line -> text.add("", "  " + line));
    }
    return text.toString();
  }

  /** One line for each law and place, so that a day stays short. */
  private static List<String> lines(Day day) {
    Map<String, List<String>> classes = new LinkedHashMap<>();
    for (Change change : day.changes()) {
      Decision after = change.after();
      String key =
          (after.allowed() ? "allowed at " : "no longer allowed at ")
              + change.place()
              + " under the law of "
              + change.law()
              + (after.allowed() ? " (rule '" + after.rule() + "')" : " (" + kind(after) + ")");
      classes.computeIfAbsent(key, k -> new ArrayList<>()).add(change.transfer().id());
    }
    List<String> lines = new ArrayList<>();
    classes.forEach((key, names) -> lines.add(key + ": " + String.join(", ", names)));
    return lines;
  }

  private static String kind(Decision denial) {
    return denial.reason().words()
        + (denial.rule().isEmpty() ? "" : ", rule '" + denial.rule() + "'");
  }
}
