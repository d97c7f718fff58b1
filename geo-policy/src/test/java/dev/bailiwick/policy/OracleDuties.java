package dev.bailiwick.policy;

import java.time.Period;

/** How the {@link Oracle} adds and compares duties. */
final class OracleDuties {
  private OracleDuties() {}

  static Duties both(Duties a, Duties b) {
    PrivacyBudget privacy = a.privacy() == null ? b.privacy() : a.privacy();
    if (a.privacy() != null && b.privacy() != null) {
      privacy =
          new PrivacyBudget(
              Math.min(a.privacy().epsilon(), b.privacy().epsilon()),
              Math.min(a.privacy().delta(), b.privacy().delta()));
    }
    Period keep = a.keepAtMost() == null ? b.keepAtMost() : a.keepAtMost();
    if (a.keepAtMost() != null && b.keepAtMost() != null) {
      keep = days(a.keepAtMost()) <= days(b.keepAtMost()) ? a.keepAtMost() : b.keepAtMost();
    }
    return new Duties(
        Math.max(a.minRecords(), b.minRecords()),
        a.secureAggregation() || b.secureAggregation(),
        privacy,
        a.attestation() || b.attestation(),
        keep);
  }

  static int unmet(Duties duties, Conduct conduct) {
    int unmet = 0;
    if (duties.secureAggregation() && !conduct.secureAggregation()) {
      unmet++;
    }
    if (duties.privacy() != null
        && (conduct.privacy() == null
            || conduct.privacy().epsilon() > duties.privacy().epsilon()
            || conduct.privacy().delta() > duties.privacy().delta())) {
      unmet++;
    }
    if (duties.attestation() && !conduct.attestation()) {
      unmet++;
    }
    if (duties.keepAtMost() != null
        && (conduct.keeps() == null || days(conduct.keeps()) > days(duties.keepAtMost()))) {
      unmet++;
    }
    return unmet;
  }

  static int count(Duties duties) {
    return (duties.minRecords() > 0 ? 1 : 0) + unmet(duties, Conduct.plain());
  }

  /** Good enough for the periods that the tests use: whole months, or fewer than 28 days. */
  private static long days(Period period) {
    return period.getYears() * 372L + period.getMonths() * 31L + period.getDays();
  }
}
