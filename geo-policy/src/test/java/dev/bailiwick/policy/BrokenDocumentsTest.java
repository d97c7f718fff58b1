package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every document under {@code broken/} is named after its fault; {@code messages.txt} beside them
 * holds the whole message that each must end in.
 */
class BrokenDocumentsTest {
  private static final Path FOLDER = Path.of("src/test/resources/broken");

  private record Fault(String kind, String name, String message) {
    Path file() {
      return FOLDER.resolve(kind).resolve(name + ".yaml");
    }

    @Override
    public String toString() {
      return kind + ": " + name;
    }
  }

  private static Stream<Fault> faults(String kind) {
    try (Stream<String> lines = Files.lines(FOLDER.resolve(kind).resolve("messages.txt"))) {
      return lines.toList().stream()
          .map(line -> line.split(" \\| ", 2))
          .map(parts -> new Fault(kind, parts[0], parts[1]));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Fault> policies() {
    return faults("policy");
  }

  static Stream<Fault> topologies() {
    return faults("topology");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aBrokenPolicyEndsInItsMessage(Fault fault) {
    assertBroken(fault, PolicyParser::parse);
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void aBrokenTopologyEndsInItsMessage(Fault fault) {
    assertBroken(fault, TopologyParser::parse);
  }

  @Test
  void everyBrokenDocumentHasAMessage() throws IOException {
    for (String kind : List.of("policy", "topology")) {
      try (Stream<Path> files = Files.list(FOLDER.resolve(kind))) {
        assertThat(faults(kind).map(Fault::file))
            .containsExactlyInAnyOrderElementsOf(
                files.filter(file -> file.toString().endsWith(".yaml")).toList());
      }
    }
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    assertThatThrownBy(() -> PolicyParser.parse(FOLDER.resolve("none.yaml")))
        .hasMessage(FOLDER + "/none.yaml:1:1: there is no such file; check the path.");
    assertThatThrownBy(() -> TopologyParser.parse(FOLDER))
        .hasMessage(FOLDER + ":1:1: is a folder; expected a YAML file.");
  }

  private static void assertBroken(Fault fault, Function<Path, ?> parser) {
    assertThatThrownBy(() -> parser.apply(fault.file()))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DOCUMENT))
        .hasMessage(fault.file() + ":" + fault.message());
  }
}
