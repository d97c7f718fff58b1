package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.Comparator;
import java.util.List;

/**
 * One document of one data steward: which dataset it governs, whose law the rows are under, and
 * what may go where. {@link PolicyParser} makes it; alone it decides nothing, a {@link PolicySet}
 * does.
 */
public final class Policy {
  private final String id;
  private final String version;
  private final String steward;
  private final String sha256;
  private final Place place;
  private final DatasetGlob match;
  private final Jurisdiction jurisdiction;
  private final List<Rule> rules;

  Policy(
      String id,
      String version,
      String steward,
      String sha256,
      Place place,
      DatasetGlob match,
      Jurisdiction jurisdiction,
      List<Rule> rules) {
    this.id = id;
    this.version = version;
    this.steward = steward;
    this.sha256 = sha256;
    this.place = place;
    this.match = match;
    this.jurisdiction = jurisdiction;
    // By id: which of several matching rules is named must not depend on their order in the file.
    this.rules = rules.stream().sorted(Comparator.comparing(Rule::id)).toList();
  }

  /** The name of the policy. */
  public String id() {
    return id;
  }

  /** MAJOR.MINOR.PATCH. */
  public String version() {
    return version;
  }

  /** Who answers for it. */
  public String steward() {
    return steward;
  }

  /** The SHA-256 of the exact bytes of the document, in hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** The file that it was read from, as it was named. */
  public String source() {
    return place.source();
  }

  /** The pattern for the datasets that it governs, as it is written. */
  public String datasetMatch() {
    return match.toString();
  }

  /** The names of its rules, sorted. */
  public List<String> ruleIds() {
    return rules.stream().map(Rule::id).toList();
  }

  /** Whether it governs a dataset; the same dataset written another way gives the same answer. */
  public boolean governs(String datasetUri) {
    return match.matches(datasetUri);
  }

  Place place() {
    return place;
  }

  Jurisdiction jurisdiction() {
    return jurisdiction;
  }

  List<Rule> rules() {
    return rules;
  }

  /** {@code de-cardio 1.0.0}. */
  @Override
  public String toString() {
    return id + " " + version;
  }
}
