package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds documents that have ended or end soon. */
final class LintDates {
  private final LocalDate day;
  private final LocalDate soon;
  private final List<PolicyLint.Finding> findings;

  private LintDates(LocalDate day, int withinDays, List<PolicyLint.Finding> findings) {
    this.day = day;
    this.soon = day.plusDays(withinDays);
    this.findings = findings;
  }

  static void check(
      Policy policy,
      @Nullable Topology topology,
      LocalDate day,
      int withinDays,
      List<PolicyLint.Finding> findings) {
    LintDates lint = new LintDates(day, withinDays, findings);
    lint.end(policy.place(), "the policy", policy.head().until(), "publish its next version.");
    for (Grant grant : policy.papers().grants()) {
      LocalDate withdrawn = grant.withdrawn();
      if (withdrawn != null && !withdrawn.isAfter(day)) {
        String text = grant + " was withdrawn on " + withdrawn + "; remove it or name a new one.";
        findings.add(PolicyLint.warning(grant.at(), text));
      } else {
        lint.end(grant.at(), grant.toString(), grant.until(), "renew it.");
      }
    }
    for (Rule rule : policy.rules()) {
      lint.end(
          rule.place(),
          "exception '" + rule.id() + "'",
          rule.until(),
          "remove it or approve anew.");
    }
    policy.papers().tables().forEach(lint::table);
    if (topology != null) {
      lint.statements(policy, topology);
    }
  }

  private void table(PinnedTable table) {
    String name = "table '" + table.name() + "'";
    end(
        table.at(),
        "the time to review " + name + ", and with it the policy,",
        table.reviewBy(),
        "review it and set a new day.");
    for (LocationTable.Entry entry : table.table().entries()) {
      LocalDate until = entry.until();
      if (until != null && !until.isBefore(day)) {
        end(table.at(), entry.location() + " in " + name, until, "pin a newer table in time.");
      }
    }
  }

  /** Only what is the last of its kind: a certificate that was renewed is no matter. */
  private void statements(Policy policy, Topology topology) {
    for (Destination place : topology.places()) {
      List<Statement> trusted =
          place.statements().stream()
              .filter(statement -> policy.papers().trust().contains(statement.by()))
              .toList();
      for (Statement statement : trusted) {
        LocalDate until = statement.until();
        boolean renewed =
            trusted.stream()
                .filter(other -> other.fact().equals(statement.fact()))
                .anyMatch(other -> lastsLonger(other, until));
        if (until != null && !renewed) {
          end(
              statement.at(),
              FactWords.of(statement.fact())
                  + " of "
                  + place
                  + ", stated by "
                  + statement.by()
                  + ",",
              until,
              "ask for a new statement.");
        }
      }
    }
  }

  private static boolean lastsLonger(Statement other, @Nullable LocalDate until) {
    LocalDate end = other.until();
    return end == null || (until != null && end.isAfter(until));
  }

  private void end(Place place, String what, @Nullable LocalDate until, String remedy) {
    if (until == null || until.isAfter(soon)) {
      return;
    }
    long days = Objects.requireNonNull(until).toEpochDay() - day.toEpochDay();
    String when =
        days < 0
            ? " ended on " + until
            : " ends on " + until + (days == 0 ? ", today" : ", in " + days + " days");
    findings.add(PolicyLint.warning(place, what + when + "; " + remedy));
  }
}
