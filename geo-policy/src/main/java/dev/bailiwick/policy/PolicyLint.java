package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.yaml.Place;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with policies, and what only looks wrong: rules that have no effect or can never
 * match, documents that end soon, papers and tables that nothing uses, a policy without a test.
 *
 * <p>A warning that something has no effect is always right; it is not found in every case.
 */
public final class PolicyLint {
  private static final Pattern PLACE = Pattern.compile("(?s)(.*?):(\\d+):(\\d+): (.*)");

  private final LocalDate day;
  private final int withinDays;
  private final @Nullable Topology topology;
  private final List<Policy> policies = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private PolicyLint(LocalDate day, int withinDays, @Nullable Topology topology) {
    this.day = day;
    this.withinDays = withinDays;
    this.topology = topology;
  }

  /** An error keeps the policy from being used; a warning does not. */
  public enum Severity {
    /** No run reads the file. */
    ERROR,
    /** It does something, but perhaps not what its steward meant. */
    WARNING;

    /** {@code error} or {@code warning}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One finding.
   *
   * @param text what was found and what to do
   */
  public record Finding(Severity severity, Place place, String text) {
    /** {@code file:line:column: warning: text}. */
    @Override
    public String toString() {
      return place + ": " + severity.word() + ": " + text;
    }
  }

  /**
   * Reads files as strictly as a run does, and looks at what they say.
   *
   * @param files each is looked at, whatever is wrong with another
   * @param day on which it is asked what ends soon
   * @param withinDays what is soon
   * @param topology whose statements are looked at too; null for none
   */
  public static PolicyLint check(
      List<Path> files, LocalDate day, int withinDays, @Nullable Topology topology) {
    PolicyLint lint = new PolicyLint(day, withinDays, topology);
    files.forEach(lint::read);
    if (lint.policies.size() == files.size()) {
      lint.together();
    }
    lint.sorted();
    return lint;
  }

  /** By place, each once: two policies may trust the same statement. */
  private void sorted() {
    List<Finding> once = findings.stream().distinct().toList();
    findings.clear();
    findings.addAll(once);
    findings.sort(
        Comparator.<Finding, String>comparing(f -> f.place().source())
            .thenComparingInt(f -> f.place().line())
            .thenComparingInt(f -> f.place().column())
            .thenComparing(Finding::text));
  }

  private void read(Path file) {
    try {
      Policy policy = PolicyParser.parse(file);
      policies.add(policy);
      LintRules.check(policy, day, findings);
      LintPapers.check(policy, topology, findings);
      LintDates.check(policy, topology, day, withinDays, findings);
    } catch (BailiwickException e) {
      error(e, file);
    }
  }

  /** What can only be wrong of several policies. */
  private void together() {
    try {
      PolicySet.of(policies);
    } catch (BailiwickException e) {
      error(e, Path.of(policies.get(0).source()));
    }
  }

  private void error(BailiwickException e, Path file) {
    if (e.code().kind() == ErrorCode.Kind.INTERNAL) {
      throw e;
    }
    String message = String.valueOf(e.getMessage());
    Matcher place = PLACE.matcher(message);
    findings.add(
        place.matches()
            ? new Finding(
                Severity.ERROR,
                new Place(
                    place.group(1),
                    Integer.parseInt(place.group(2)),
                    Integer.parseInt(place.group(3))),
                place.group(4))
            : new Finding(Severity.ERROR, new Place(file.toString(), 1, 1), message));
  }

  /** All findings, by file and place. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** The policies that could be read, in the order of their files. */
  public List<Policy> policies() {
    return List.copyOf(policies);
  }

  /** Whether a file cannot be used. */
  public boolean hasErrors() {
    return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
  }

  static Finding warning(Place place, String text) {
    return new Finding(Severity.WARNING, place, text);
  }
}
