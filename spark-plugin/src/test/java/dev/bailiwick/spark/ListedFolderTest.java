package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.cli.cluster.Trees;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.spark.SourceReader;
import dev.bailiwick.sharding.spark.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task says of a source at its site, and what Spark makes of it on a driver. */
final class ListedFolderTest {
  private static final String SCHEMA = "id INT, name STRING, country STRING";

  private static SparkSession spark;
  @TempDir private Path root;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private Path write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private List<FileStatus> listed(Path source) throws IOException {
    return ListedFolder.of(source.toString(), root.toString()).files();
  }

  private static SourceSpec spec(Path source, String schema) {
    return new SourceSpec(
        "s", "fra", "csv", Optional.of(source.toString()), Map.of("Header", "true"), schema);
  }

  private static void requireSame(SourceSpec spec, List<FileStatus> files) {
    Dataset<Row> ours = SourceReader.read(spark, spec, files);
    Dataset<Row> sparks = SourceReader.read(spark, spec);
    assertThat(ours.schema()).isEqualTo(sparks.schema());
    assertThat(ours.inputFiles()).containsExactlyInAnyOrder(sparks.inputFiles());
    assertThat(ours.collectAsList())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(sparks.collectAsList());
  }

  @Test
  void aFolderWithHiddenFilesAndPartitionColumnsIsReadAsSparkReadsIt() throws IOException {
    write("people/country=DE/one.csv", "id,name\n1,a\n2,b\n");
    write("people/country=JP/two.csv", "id,name\n3,c\n");
    write("people/country=JP/.half.csv", "id,name\n4,d\n");
    write("people/country=JP/_SUCCESS", "");
    write("people/_temporary/0/five.csv", "id,name\n5,e\n");
    Path source = root.resolve("people");
    assertThat(listed(source)).hasSize(2);
    requireSame(spec(source, SCHEMA), listed(source));
  }

  @Test
  void aFileIsReadAsSparkReadsIt() throws IOException {
    Path source = write("people.csv", "id,name,country\n1,a,DE\n");
    requireSame(spec(source, SCHEMA), listed(source));
  }

  @Test
  void theDriverDoesNotLookForFilesThatWereListed() throws IOException {
    Path source = write("people/one.csv", "id,name,country\n1,a,DE\n").getParent();
    List<FileStatus> files = listed(source);
    Trees.delete(source);
    assertThat(SourceReader.read(spark, spec(source, SCHEMA), files).inputFiles())
        .containsExactly(source.resolve("one.csv").toUri().toString());
    assertThatThrownBy(() -> SourceReader.read(spark, spec(source, SCHEMA)))
        .isInstanceOf(BailiwickException.class);
  }

  @Test
  void aFormatThatReadsNoFilesIsRefused() throws IOException {
    Path source = write("people.csv", "id,name,country\n1,a,DE\n");
    SourceSpec rate =
        new SourceSpec("s", "fra", "rate", Optional.of(source.toString()), Map.of(), SCHEMA);
    List<FileStatus> files = listed(source);
    assertThatThrownBy(() -> SourceReader.read(spark, rate, files))
        .hasMessageContaining("Source 's' at site 'fra' cannot be read as rate");
  }

  @Test
  void policiesBesideAboveAndBelowAreFoundUpToTheRootOfTheStorage() throws IOException {
    write("_policy.yaml", "at the root");
    write("a/people/one.csv", "1,a,DE\n");
    Path beside = write("a/people/_policy.yaml", "beside");
    write("a/people/deep/_policy.yaml", "below");
    ListedFolder all = ListedFolder.of(root.resolve("a/people").toString(), root.toString());
    assertThat(all.policies())
        .containsOnlyKeys(
            beside.toString(),
            root.resolve("a/people/deep/_policy.yaml").toString(),
            root.resolve("_policy.yaml").toString())
        .containsEntry(beside.toString(), PoliciesBeside.sha256(Files.readAllBytes(beside)));
    ListedFolder storage =
        ListedFolder.of(root.resolve("a/people/one.csv").toString(), root.resolve("a").toString());
    assertThat(storage.policies()).containsOnlyKeys(beside.toString());
  }

  @Test
  void whatIsNotThereIsSaidNotToBe() throws IOException {
    ListedFolder none = ListedFolder.of(root.resolve("none").toString(), root.toString());
    assertThat(none.exists()).isFalse();
    assertThat(none.files()).isEmpty();
  }
}
