package dev.bailiwick.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {
  @TempDir private Path dir;

  @Test
  void aSiteSharesTheKeysOfRowsOnlyWhereThePolicyLetsTheseRowsBe() {
    DemoFiles.write(dir.resolve("demo"), 1000, 7);
    assertThat(DemoFiles.rowsMeet(dir.resolve("demo")))
        .isEqualTo(
            Map.of(
                "fra", List.of("fra", "nrt"),
                "iad", List.of("iad"),
                "nrt", List.of("fra", "nrt")));
  }
}
