package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.yaml.Place;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every table under {@code broken/table} is named after its fault; {@code messages.txt} beside them
 * holds the whole message that each must end in.
 */
class BrokenTablesTest {
  private static final Path FOLDER = Path.of("src/test/resources/broken/table");
  private static final Place AT = new Place("policy.yaml", 7, 3);

  private record Fault(String name, String message) {
    String file() {
      return name + ".yaml";
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() throws IOException {
    return Files.readAllLines(FOLDER.resolve("messages.txt")).stream()
        .map(line -> line.split(" \\| ", 2))
        .map(parts -> new Fault(parts[0], parts[1]));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aBrokenTableEndsInItsMessage(Fault fault) {
    assertThatThrownBy(() -> read(fault))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DOCUMENT))
        .hasMessage(FOLDER.resolve(fault.file()) + ":" + fault.message());
  }

  @Test
  void everyBrokenTableHasAMessage() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(faults().map(Fault::file))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(n -> n.endsWith(".yaml"))
                  .toList());
    }
  }

  private static void read(Fault fault) {
    String sha256 = CodeTable.sha256(YamlMap.readText(FOLDER.resolve(fault.file())));
    if (fault.name().startsWith("values-")) {
      ValueTables.file(FOLDER, fault.file(), sha256, AT);
    } else {
      LocationTables.file(FOLDER, fault.file(), sha256, AT);
    }
  }
}
