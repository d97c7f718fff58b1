package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.ManifestFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestsTest {
  @TempDir java.nio.file.Path folder;

  @Test
  void aPathAndAUriOfALocalFolderAreOne() throws IOException {
    java.nio.file.Path there = Files.createDirectory(folder.resolve("with space"));
    Files.writeString(there.resolve("manifest-000001.json"), "1");
    Files.writeString(there.resolve("manifest-000012.json"), "12");
    for (String written :
        new String[] {
          there.toString(), there.toUri().toString(), "file:" + there, "FILE://" + there + "/"
        }) {
      assertThat(Manifests.file(written, ManifestsTest::unasked))
          .hasToString(there.resolve("manifest-000012.json").toString());
      assertThat(Manifests.folder(written, ManifestsTest::unasked).names()).hasSize(2);
    }
    String file = there.resolve("manifest-000001.json").toString();
    assertThat(Manifests.file(file, ManifestsTest::unasked)).hasToString(file);
    assertThat(Manifests.file("file:" + file, ManifestsTest::unasked)).hasToString(file);
  }

  private static Configuration unasked() {
    throw new AssertionError("A local path needs no settings of Hadoop");
  }

  @Test
  void aSchemeWithoutAFileSystemIsSaid() {
    assertThatThrownBy(() -> Manifests.file("gopher://store/m.json", Configuration::new))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.BAD_ARGUMENT))
        .hasMessageContainingAll("gopher://store/m.json", "hadoop-aws");
  }

  @Test
  void whereTwoCouldWinNothingIsWritten() throws IOException {
    ManifestFolder plain = on(Plain.class);
    assertThat(plain.names()).isEmpty();
    assertThatThrownBy(() -> plain.createIfAbsent("a", new byte[1]))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.NOT_SUPPORTED))
        .hasMessageContainingAll("'other'", "two writers could both win");
  }

  @Test
  void aStoreThatIgnoresTheConditionIsFoundOut() throws IOException {
    ManifestFolder forgetful = on(Forgetful.class);
    assertThatThrownBy(() -> forgetful.createIfAbsent("a", new byte[1]))
        .isInstanceOfSatisfying(BailiwickException.class, is(ErrorCode.GUARD_MISSING))
        .hasMessageContaining("If-None-Match");
    assertThat(forgetful.names()).containsExactly(ConditionalCreation.PROBE);
  }

  private ManifestFolder on(Class<? extends RawLocalFileSystem> kind) {
    Configuration conf = new Configuration();
    conf.setClass("fs.other.impl", kind, RawLocalFileSystem.class);
    conf.setBoolean("fs.other.impl.disable.cache", true);
    return Manifests.folder("other:" + folder, () -> conf);
  }

  private static Consumer<BailiwickException> is(ErrorCode code) {
    return e -> assertThat(e.code()).isEqualTo(code);
  }

  /** One that promises nothing. */
  public static class Plain extends RawLocalFileSystem {
    @Override
    public String getScheme() {
      return "other";
    }

    @Override
    public URI getUri() {
      return URI.create("other:///");
    }
  }

  /** One that takes the condition and overwrites all the same, as an old S3 server does. */
  public static final class Forgetful extends Plain {
    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
      return capability.equals(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)
          || super.hasPathCapability(path, capability);
    }

    @Override
    public Overwriting createFile(Path path) {
      return new Overwriting(this, path);
    }
  }

  private static final class Overwriting
      extends FSDataOutputStreamBuilder<FSDataOutputStream, Overwriting> {
    private final Forgetful store;

    Overwriting(Forgetful store, Path path) {
      super(store, path);
      this.store = store;
    }

    @Override
    public Overwriting getThisBuilder() {
      return this;
    }

    @Override
    public FSDataOutputStream build() throws IOException {
      return store.create(getPath(), true);
    }
  }
}
