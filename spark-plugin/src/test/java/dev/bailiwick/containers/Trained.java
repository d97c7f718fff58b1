package dev.bailiwick.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.audit.AuditReport;
import dev.bailiwick.audit.AuditVerifier;
import dev.bailiwick.crypto.TrustAnchors;
import dev.bailiwick.spark.StoredModel;
import dev.bailiwick.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What a run left in its output folder. */
record Trained(JsonNode result, Checkpoint newest) {

  /** Reads it, and checks what holds for every run that ended well. */
  static Trained in(BoxFiles files, String folder) throws IOException {
    Path out = files.coordinator().resolve(folder);
    Path home = files.coordinator().resolve("home");
    JsonNode result = new ObjectMapper().readTree(out.resolve("result.json").toFile());
    Trained trained =
        new Trained(result, StoredModel.newest(out, home, BoxFiles.COORDINATOR_SITE, "people"));
    assertThat(result.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(result.path("tasks").path("outsidePermittedSet").asLong(-1)).isZero();
    assertThat(result.path("tasks").path("touchingShards").asLong()).isPositive();
    long lying = 0;
    for (String site : BoxFiles.SITES) {
      lying += files.rows(site);
    }
    assertThat(result.path("rows").path("read").asLong()).isEqualTo(lying);
    assertThat(trained.rowsInShards()).isEqualTo(trained.rows("train") + trained.rows("test"));
    assertThat(trained.rounds())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, BoxFiles.ROUNDS).boxed().toList());
    assertThat(trained.newest.rounds()).isEqualTo(BoxFiles.ROUNDS);
    AuditReport log =
        AuditVerifier.verify(
            out.resolve(result.path("auditLog").asText()),
            TrustAnchors.load(home.resolve("trust.pem")).certificates());
    assertThat(log.entries()).isPositive();
    return trained;
  }

  long rows(String part) {
    return result.path("rows").path(part).asLong();
  }

  long rowsInShards() {
    return StreamSupport.stream(result.path("shards").path("list").spliterator(), false)
        .mapToLong(shard -> shard.path("rows").asLong())
        .sum();
  }

  /** The numbers of the rounds that the report lists. */
  List<Integer> rounds() {
    return result.path("history").findValues("round").stream().map(JsonNode::asInt).toList();
  }

  /** How many executors have proven to be at a site, over the whole run. */
  int executors(String site) {
    return StreamSupport.stream(result.path("sites").spliterator(), false)
        .filter(s -> s.path("name").asText().equals(site))
        .mapToInt(s -> s.path("executors").asInt())
        .sum();
  }

  /**
   * Requires that it has learnt exactly what another run has: same rows, same steps, same model.
   */
  void requireSameAs(Trained other) {
    assertThat(newest.cursors()).isEqualTo(other.newest.cursors());
    assertThat(result.path("rows")).isEqualTo(other.result.path("rows"));
    for (String figure : List.of("loss", "error")) {
      assertThat(result.path("history").findValues(figure))
          .isEqualTo(other.result.path("history").findValues(figure));
    }
    assertThat(newest.state()).isEqualTo(other.newest.state());
  }
}
