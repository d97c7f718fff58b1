package dev.bailiwick.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Days and moments of stewards. */
public final class ToolDays {
  private ToolDays() {}

  /** Noon of a day where the first steward is; where the others are, it is mostly the same day. */
  public static Instant noon(List<Policy> policies, LocalDate day) {
    return day.atTime(LocalTime.NOON).atZone(zone(policies)).toInstant();
  }

  /** The beginning of a day where the first steward is. */
  public static Instant beginning(List<Policy> policies, LocalDate day) {
    return day.atStartOfDay(zone(policies)).toInstant();
  }

  private static ZoneId zone(List<Policy> policies) {
    return policies.isEmpty() ? ZoneOffset.UTC : policies.get(0).head().zone();
  }
}
