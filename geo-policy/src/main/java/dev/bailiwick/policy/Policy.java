package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One document of one data steward: which dataset it governs, whose law the rows are under, and
 * what may go where. {@link PolicyParser} makes it; alone it decides nothing, a {@link PolicySet}
 * does.
 */
public final class Policy {
  private final Head head;
  private final Data data;
  private final Papers papers;
  private final List<Rule> rules;
  private final @Nullable ReleaseRule release;
  private final List<PolicyTest> tests;
  private final Uris.@Nullable Normal within;

  /** Who wrote it and when it holds. */
  record Head(
      String id,
      String version,
      String steward,
      ZoneId zone,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      String sha256,
      Place place) {}

  /**
   * Which data it is about.
   *
   * @param subject the column that tells persons apart, or an empty text: then records are counted
   */
  record Data(
      List<DatasetGlob> matches,
      Jurisdiction jurisdiction,
      DataCategories categories,
      String subject) {
    Data {
      matches = List.copyOf(matches);
    }
  }

  /** What its rules lean on. */
  record Papers(
      Set<Use> uses,
      Set<String> trust,
      List<PinnedTable> tables,
      @Nullable HomeCopy home,
      List<Grant> grants) {
    Papers {
      uses = Set.copyOf(uses);
      trust = Set.copyOf(trust);
      tables = List.copyOf(tables);
      grants = List.copyOf(grants);
    }
  }

  Policy(
      Head head,
      Data data,
      Papers papers,
      List<Rule> rules,
      @Nullable ReleaseRule release,
      List<PolicyTest> tests) {
    this(head, data, papers, rules, release, tests, null);
  }

  private Policy(
      Head head,
      Data data,
      Papers papers,
      List<Rule> rules,
      @Nullable ReleaseRule release,
      List<PolicyTest> tests,
      Uris.@Nullable Normal within) {
    this.head = head;
    this.data = data;
    this.papers = papers;
    // By id: which of several matching rules is named must not depend on their order in the file.
    this.rules = rules.stream().sorted(Comparator.comparing(Rule::id)).toList();
    this.release = release;
    this.tests = List.copyOf(tests);
    this.within = within;
  }

  /** The same policy, which governs what its pattern governs in this folder only. */
  public Policy within(String folderUri) {
    return new Policy(head, data, papers, rules, release, tests, Uris.normal(folderUri));
  }

  /** The name of the policy. */
  public String id() {
    return head.id();
  }

  /** MAJOR.MINOR.PATCH. */
  public String version() {
    return head.version();
  }

  /** Who answers for it. */
  public String steward() {
    return head.steward();
  }

  /** The SHA-256 of the exact bytes of the document, in hexadecimal. */
  public String sha256() {
    return head.sha256();
  }

  /** The file that it was read from, as it was named. */
  public String source() {
    return head.place().source();
  }

  /** The patterns for the datasets that it governs, as they are written. */
  public List<String> datasetMatches() {
    return data.matches().stream().map(DatasetGlob::toString).toList();
  }

  /** The column that tells persons apart, if it names one; otherwise records are counted. */
  public Optional<String> subjectColumn() {
    return data.subject().isEmpty() ? Optional.empty() : Optional.of(data.subject());
  }

  /** The names of its rules and exceptions, sorted. */
  public List<String> ruleIds() {
    return rules.stream().map(Rule::id).toList();
  }

  /** The names of its grants. */
  public List<String> grantIds() {
    return papers.grants().stream().map(Grant::id).toList();
  }

  /** Whether it governs a dataset; the same dataset written another way gives the same answer. */
  public boolean governs(String datasetUri) {
    return (within == null || Uris.normal(datasetUri).isWithin(within))
        && data.matches().stream().anyMatch(match -> match.matches(datasetUri));
  }

  /** Whether it is the same document, bound to the same folder. */
  boolean isSame(Policy other) {
    return sha256().equals(other.sha256()) && Objects.equals(within, other.within);
  }

  /** The day at a moment, where the steward is. */
  LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, head.zone());
  }

  Place place() {
    return head.place();
  }

  Head head() {
    return head;
  }

  Data data() {
    return data;
  }

  Papers papers() {
    return papers;
  }

  Jurisdiction jurisdiction() {
    return data.jurisdiction();
  }

  /** Allows, denies and exceptions, by id. */
  List<Rule> rules() {
    return rules;
  }

  Stream<Rule> denies() {
    return rules.stream().filter(rule -> !rule.allows());
  }

  Stream<Rule> allows() {
    return rules.stream().filter(Rule::allows);
  }

  @Nullable ReleaseRule release() {
    return release;
  }

  List<PolicyTest> tests() {
    return tests;
  }

  /** {@code de-cardio 1.0.0}. */
  @Override
  public String toString() {
    return id() + " " + version();
  }
}
