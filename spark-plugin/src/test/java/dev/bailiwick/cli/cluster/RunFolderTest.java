package dev.bailiwick.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir private Path dir;

  @Test
  void onlyItsOwnerCanReadIt() throws IOException {
    try (RunFolder run = RunFolder.open(dir.resolve("run"))) {
      assertThat(mode(run.root())).isEqualTo("rwx------");
      assertThat(mode(run.root().resolve("secret"))).isEqualTo("rw-------");
    }
  }

  @Test
  void aFolderThatWasOpenToAllIsClosed() throws IOException {
    Path open = Files.createDirectories(dir.resolve("run"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (RunFolder run = RunFolder.open(open)) {
      assertThat(mode(run.root())).isEqualTo("rwx------");
    }
  }

  @Test
  void aFolderOfSomebodyElsesIsLeftAlone() throws IOException {
    Path theirs = Files.createDirectories(dir.resolve("conf")).resolve("nginx.conf");
    Files.writeString(theirs, "years of work");
    assertThatThrownBy(() -> RunFolder.open(dir))
        .hasMessageContaining("holds files that no cluster of Bailiwick left")
        .hasMessageContaining("name an empty folder");
    assertThat(Keeper.end(dir)).isFalse();
    assertThat(theirs).hasContent("years of work");
  }

  @Test
  void theSecretIsFreshAndInNoConfiguration() throws IOException {
    String first;
    try (RunFolder run = RunFolder.open(dir)) {
      first = RunFolder.secret(dir);
      assertThat(first).hasSize(64);
      assertThat(RunFolder.rpcProperties(run.root()))
          .content()
          .contains("AES/GCM/NoPadding")
          .doesNotContain(first);
    }
    try (RunFolder again = RunFolder.open(dir)) {
      assertThat(RunFolder.secret(again.root())).isNotEqualTo(first);
    }
  }

  @Test
  void twoCannotHaveIt() {
    try (RunFolder first = RunFolder.open(dir)) {
      assertThatThrownBy(() -> RunFolder.open(first.root()))
          .hasMessageContaining("A cluster is running in")
          .hasMessageContaining("cluster down");
    }
  }

  @Test
  void sweepingKeepsKeysAndLogs() throws IOException {
    try (RunFolder run = RunFolder.open(dir)) {
      run.prepareSite("fra");
      Path key = Files.createDirectories(run.siteHome("fra")).resolve("keys.p12");
      Files.createFile(key);
      Files.createFile(run.log("master"));
      Files.createFile(run.siteLocal("fra").resolve("spill"));
      run.sweep();
      assertThat(key).exists();
      assertThat(run.log("master")).exists();
      assertThat(run.siteLocal("fra")).doesNotExist();
      assertThat(dir.resolve("secret")).doesNotExist();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
