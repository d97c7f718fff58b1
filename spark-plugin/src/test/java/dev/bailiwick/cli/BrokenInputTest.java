package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A fault in any document that a job needs ends in one message with the place and exit code 2, and
 * leaves nothing behind. Each case changes one thing in documents that are right.
 */
class BrokenInputTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: p, version: 1.0.0, steward: dpo@a.example}
      dataset: {match: "**", jurisdiction: {column: country}}
      rules:
        - {id: keep, effect: allow, transfer: [raw, intermediate], to: [DE]}
      """;
  private static final String TOPOLOGY =
      """
      apiVersion: bailiwick/v1
      kind: Topology
      metadata: {id: t, trustDomain: a.example}
      signatures: not-required
      coordinator: fra
      sites:
        - {name: fra, location: DE, storage: "storage/fra"}
      """;
  private static final String JOB =
      """
      apiVersion: bailiwick/v1
      kind: TrainingJob
      metadata: {id: j}
      topology: topology.yaml
      policies: [policy.yaml]
      dataset:
        id: d
        schema: "country STRING, age INT, y STRING"
        sources:
          - {site: fra, format: csv, path: "a.csv"}
        holdout: 0.2
      jurisdiction: {column: country}
      label: {column: y, classes: [[a], [b]]}
      features:
        - {columns: [age], transform: standardise}
      model: {preset: mlp, hidden: [4]}
      training: {rounds: 2}
      """;

  @TempDir private Path folder;

  static Stream<Arguments> faults() {
    return Stream.of(
        job("unknown field", "metadata: {id: j}", "metadata: {id: j, owner: me}", "job.yaml:3:19"),
        job("misspelt field", "topology:", "topologie:", "topologie"),
        job("wrong kind", "TrainingJob", "Job", "job.yaml:2:7"),
        job("wrong version", "bailiwick/v1", "bailiwick/v9", "job.yaml:1:13"),
        job("name with a slash", "{id: j}", "{id: ../j}", "job.yaml:3:16"),
        job("missing topology", "topology.yaml", "nowhere.yaml", "nowhere.yaml"),
        job("no policy", "[policy.yaml]", "[]", "job.yaml:5:11"),
        job("missing policy", "[policy.yaml]", "[other.yaml]", "other.yaml"),
        job("unknown site", "site: fra", "site: atlantis", "job.yaml:10:14"),
        job("schema that is none", "country STRING,", "country STRUNG,", "job.yaml:8:11"),
        job("law in a column that is none", "age INT, y", "age INT, z", "job.yaml:8:11"),
        job("text as a number", "age INT", "age STRING", "job.yaml:8:11"),
        job("no test rows", "holdout: 0.2", "dropIncomplete: true", "job.yaml:10:5"),
        job("holdout above one", "0.2", "1.2", "job.yaml:11:12"),
        job("holdout as a word", "0.2", "some", "job.yaml:11:12"),
        job("both laws", "{column: country}", "{column: country, constant: DE}", "job.yaml:12"),
        job("one class", "[[a], [b]]", "[[a]]", "job.yaml:13:29"),
        job("class twice", "[[a], [b]]", "[[a], [a]]", "job.yaml:13:29"),
        job("unknown transform", "standardise", "standardize", "job.yaml:15:33"),
        job("splits that fall", "standardise}", "bucketise, splits: [2, 1]}", "job.yaml:15:52"),
        job("label as a feature", "[age]", "[y]", "job.yaml:15:15"),
        job("unknown preset", "mlp", "transformer", "job.yaml:16:17"),
        job("hidden layer of none", "hidden: [4]", "hidden: [0]", "job.yaml:16:30"),
        job("no rounds", "rounds: 2", "rounds: 0", "job.yaml:17:20"),
        job("no workers", "rounds: 2", "workersPerSite: 0", "job.yaml:17:28"),
        job("no window", "rounds: 2", "windowRows: 0", "job.yaml:17:24"),
        job("rounds as a list", "rounds: 2", "rounds: [2]", "job.yaml:17:20"),
        job("variable without value", "a.csv", "${nowhere}/a.csv", "job.yaml:10:38"),
        job("unknown strategy", "holdout", "strategy: shuffled\n  holdout", "job.yaml:11:13"),
        job(
            "time in a column that is none",
            "holdout",
            "strategy: {timeRanges: at}\n  holdout",
            "job.yaml:11:13"),
        job(
            "places in a column of numbers",
            "holdout",
            "strategy: {spatial: {latitude: y, longitude: age}}\n  holdout",
            "job.yaml:11:13"),
        job(
            "two strategies",
            "holdout",
            "strategy: {timeRanges: age, stratified: y}\n  holdout",
            "job.yaml:11:13"),
        job(
            "an option of another strategy",
            "holdout",
            "strategy: {timeRanges: age, disjoint: true}\n  holdout",
            "job.yaml:11:31"),
        job(
            "overlap of less than no row",
            "holdout",
            "strategy: {timeRanges: age, overlapRows: -1}\n  holdout",
            "job.yaml:11:44"),
        job("fewer replicas than none", "holdout", "replicas: -1\n  holdout", "job.yaml:11:13"),
        job("alias", "metadata: {id: j}", "metadata: &m {id: j}", "job.yaml:3"),
        job("two documents", "training: {rounds: 2}", "---\na: b", "job.yaml:17"),
        policy("unknown field", "effect: allow", "efect: allow", "policy.yaml:6:16"),
        policy("unknown country", "to: [DE]", "to: [XX]", "policy.yaml:6:67"),
        policy("unknown class", "raw, ", "rows, ", "policy.yaml:6:42"),
        policy("unknown effect", "allow", "permit", "policy.yaml:6:24"),
        policy(
            "grant that is not there",
            "to: [DE]}",
            "to: [DE], under: [ETH-1]}",
            "policy.yaml:6:80"),
        policy(
            "rule twice",
            "rules:",
            "rules:\n  - {id: keep, effect: deny, transfer: [raw], to: [FR]}",
            "policy.yaml:7"),
        topology("unknown location", "location: DE", "location: ZZ", "topology.yaml:7:27"),
        topology(
            "coordinator that is none",
            "coordinator: fra",
            "coordinator: par",
            "topology.yaml:5:14"),
        topology(
            "capacity below nothing",
            "storage/fra\"}",
            "storage/fra\", capacityGigabytes: -1}",
            "topology.yaml:7:"),
        topology("signatures unsaid", "signatures: not-required\n", "", "signatures"),
        topology("signatures required", "not-required", "required", "topology.yaml:4:13"),
        topology(
            "no sites",
            "  - {name: fra, location: DE, storage: \"storage/fra\"}\n",
            "",
            "topology.yaml:6"));
  }

  private static Arguments job(String name, String right, String wrong, String place) {
    return Arguments.of("job: " + name, "job.yaml", right, wrong, place);
  }

  private static Arguments policy(String name, String right, String wrong, String place) {
    return Arguments.of("policy: " + name, "policy.yaml", right, wrong, place);
  }

  private static Arguments topology(String name, String right, String wrong, String place) {
    return Arguments.of("topology: " + name, "topology.yaml", right, wrong, place);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultEndsInOneMessageWithItsPlace(
      String name, String file, String right, String wrong, String place) throws IOException {
    writeRight();
    String before = Files.readString(folder.resolve(file));
    assertThat(before).as("the case changes something").contains(right);
    Files.writeString(
        folder.resolve(file),
        before.replaceFirst(
            java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong)));

    refused(place);
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    writeRight();
    Files.write(folder.resolve("job.yaml"), new byte[] {0, (byte) 0xff, (byte) 0xfe, 7, 0});
    refused("job.yaml:1:2");
  }

  @Test
  void anEmptyFile() throws IOException {
    writeRight();
    Files.writeString(folder.resolve("policy.yaml"), "");
    refused("policy.yaml:1:1");
  }

  @Test
  void aMillionNestedLists() throws IOException {
    writeRight();
    Files.writeString(folder.resolve("topology.yaml"), "a: " + "[".repeat(1_000_000));
    refused("topology.yaml:1:");
  }

  private void writeRight() throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(folder.resolve("topology.yaml"), TOPOLOGY);
    Files.writeString(folder.resolve("job.yaml"), JOB);
  }

  private void refused(String place) throws IOException {
    List<String> files = files();
    StringWriter err = new StringWriter();
    StringWriter out = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "train",
            folder.resolve("job.yaml").toString());

    assertThat(err.toString()).contains(place);
    assertThat(status).as(err.toString()).isEqualTo(2);
    assertThat(err.toString().lines())
        .as("one message, no stack trace")
        .allSatisfy(line -> assertThat(line).doesNotStartWith("\tat "))
        .hasSizeLessThanOrEqualTo(2);
    assertThat(out.toString()).as("nothing was started").isEmpty();
    assertThat(files()).as("nothing was written").isEqualTo(files);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(f -> folder.relativize(f) + (Files.isRegularFile(f) ? " " + size(f) : ""))
          .sorted()
          .toList();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
