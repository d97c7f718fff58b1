package dev.bailiwick.spark.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMA = Path.of("../docs/formats/result.schema.json");
  @TempDir private Path dir;

  @Test
  void whatIsWrittenFitsItsSchema() throws IOException {
    JsonNode json = JSON.readTree(ResultFiles.json(Samples.result("plain")));
    assertThat(schema().validate(json)).isEmpty();
  }

  @Test
  void theSchemaKnowsEveryFieldThatIsWritten() throws IOException {
    JsonNode json = JSON.readTree(ResultFiles.json(Samples.result("plain")));
    JsonNode properties = JSON.readTree(SCHEMA.toFile()).path("properties");
    List<String> written = new ArrayList<>();
    json.fieldNames().forEachRemaining(written::add);
    List<String> known = new ArrayList<>();
    properties.fieldNames().forEachRemaining(known::add);
    assertThat(written).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void theSchemaRefusesWhatIsNotAResult() throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(ResultFiles.json(Samples.result("plain")));
    json.put("status", "fine");
    ((ObjectNode) json.path("tasks")).remove("outsidePermittedSet");
    assertThat(schema().validate(json)).hasSize(2);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    RunResult result = Samples.result("plain");
    ResultFiles.write(dir, result);
    assertThat(ResultFiles.read(dir)).isEqualTo(result);
    assertThat(dir.resolve(ResultFiles.REPORT_FILE)).content().startsWith("<!DOCTYPE html>");
  }

  @Test
  void aSecondRunReplacesTheFirst() throws IOException {
    ResultFiles.write(dir, Samples.result("first"));
    ResultFiles.write(dir, Samples.result("second"));
    assertThat(ResultFiles.read(dir).job()).isEqualTo("second");
    try (var files = Files.list(dir)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aFolderWithoutAResultSaysSo() {
    assertThatThrownBy(() -> ResultFiles.read(dir)).hasMessageContaining("result.json");
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(SCHEMA));
  }
}
