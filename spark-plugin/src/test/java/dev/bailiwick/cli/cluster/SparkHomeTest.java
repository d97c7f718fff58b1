package dev.bailiwick.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkHomeTest {
  @TempDir private Path dir;

  @Test
  void aSparkOfTheRightLineIsTaken() throws IOException {
    with("spark-core_2.13-4.1.2.jar");
    assertThat(SparkHome.at(dir).version()).isEqualTo("4.1.2");
  }

  @Test
  void anotherLineIsRefusedByItsVersion() throws IOException {
    with("spark-core_2.13-4.10.0.jar");
    assertThatThrownBy(() -> SparkHome.at(dir))
        .hasMessageContaining("Spark 4.10.0")
        .hasMessageContaining("Expected Spark 4.1.x")
        .hasMessageContaining("SPARK_HOME");
  }

  @Test
  void anotherScalaIsRefused() throws IOException {
    with("spark-core_2.12-4.1.3.jar");
    assertThatThrownBy(() -> SparkHome.at(dir)).hasMessageContaining("Scala 2.12");
  }

  @Test
  void aFolderWithoutSparkIsRefused() throws IOException {
    assertThatThrownBy(() -> SparkHome.at(dir)).hasMessageContaining("no folder jars");
    with("guava.jar");
    assertThatThrownBy(() -> SparkHome.at(dir)).hasMessageContaining("no Spark");
  }

  private void with(String jar) throws IOException {
    Files.createDirectories(dir.resolve("jars"));
    Files.createFile(dir.resolve("jars").resolve(jar));
  }
}
