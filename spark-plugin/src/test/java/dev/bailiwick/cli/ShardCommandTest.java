package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.cli.policy.KeySigner;
import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.sharding.DecisionRef;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.RunFolder;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.SiteKeyStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a manifest of three files; the sites have no keys for them. */
class ShardCommandTest {
  private static final String RUN = "6f1d0c2e-0000-4000-8000-000000000001";

  @TempDir private Path dir;
  private final Tool tool = new Tool();

  @BeforeEach
  void makeADataset() throws Exception {
    DevelopmentAuthority authority =
        DevelopmentAuthority.create(dir.resolve("authority"), "town.example");
    for (String site : List.of("fra", "muc")) {
      authority.issue(site, "node-1", dir.resolve(site));
      NodeIdentity.pinCoordinator(dir.resolve(site), "fra");
    }
    commit("fra", shard(1, "fra"), shard(2, "fra", "muc"));
    // Of another store: what it wraps opens nowhere here.
    authority.issue("else", "node-1", dir.resolve("else"));
    for (String site : List.of("fra", "muc")) {
      Files.write(
          sheet(site),
          KeySheet.create(
                  SiteKeyStores.open(dir.resolve("else")),
                  site,
                  new RunFolder("people", RUN),
                  List.of())
              .bytes());
    }
  }

  private Path sheet(String site) {
    return file(2, site).resolveSibling(KeySheet.FILE);
  }

  private void commit(String signer, ManifestShard... shards) {
    ManifestStore.commit(
        ManifestFolder.local(dir.resolve("manifests")),
        new ManifestDraft(
            "people",
            "town",
            "size",
            "{\"type\":\"struct\",\"fields\":[]}",
            List.of(),
            List.of(new ManifestPolicy("p", "1.0.0", "a".repeat(64))),
            List.of(shards)),
        KeySigner.home(dir.resolve(signer)));
  }

  private Path file(int number, String site) {
    return dir.resolve(
        "store/%s/shards/people/%s/shard-%04d-1.parquet".formatted(site, RUN, number));
  }

  private ManifestShard shard(int number, String... sites) throws Exception {
    List<ShardCopy> copies =
        java.util.Arrays.stream(sites).map(site -> copy(number, site)).toList();
    return new ManifestShard(
        "shard-%04d".formatted(number),
        "train",
        "",
        "",
        List.of("DE"),
        Map.of("raw", List.of("fra", "muc"), "intermediate", List.of("fra", "muc")),
        100,
        List.of(),
        copies.get(0),
        copies.subList(1, copies.size()),
        List.of(new DecisionRef("raw", true, List.of("fra", "muc"), "p", "rows", "p.yaml:6:5")));
  }

  private ShardCopy copy(int number, String site) {
    try {
      byte[] bytes =
          ("PARE" + site + number + "x".repeat(100) + "PARE").getBytes(StandardCharsets.US_ASCII);
      Path file = file(number, site);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new ShardCopy(site, file.toUri(), bytes.length, 1, hash, site + "/people", 1);
    } catch (IOException | java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private int verify(String... more) {
    return shard("verify", more);
  }

  private int shard(String command, String... more) {
    List<String> all = new java.util.ArrayList<>(List.of("shard", command));
    all.add(dir.resolve("manifests").toString());
    all.addAll(List.of(more));
    return tool.run(all.toArray(String[]::new));
  }

  private String[] trust() {
    return new String[] {"--trust", dir.resolve("authority/authority.pem").toString()};
  }

  private String[] trust(String... more) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(trust()), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }

  @Test
  void filesAreVerifiedWithoutAnyKey() {
    assertThat(verify(trust("--files"))).as(tool.err()).isZero();
    assertThat(tool.out())
        .contains("dataset    people, version 1 of 1 in one chain")
        .contains("2 shards, 200 rows")
        .contains("files      3 right")
        .contains("left over  nothing");
  }

  @Test
  void anAlteredFileIsNamedWithTheCheckThatFailed() throws IOException {
    byte[] bytes = Files.readAllBytes(file(2, "muc"));
    bytes[20] ^= 1;
    Files.write(file(2, "muc"), bytes);
    assertThat(verify(trust())).isEqualTo(4);
    assertThat(tool.err()).contains("1 of 3 files").contains("shard-0002").contains("hash");
    Files.write(file(2, "muc"), "PAR1".repeat(10).getBytes(StandardCharsets.US_ASCII));
    assertThat(verify(trust())).isEqualTo(4);
    assertThat(tool.err()).contains("magic");
  }

  @Test
  void aFileThatIsGoneIsToldFromAStorageThatIsNotHere() throws IOException {
    Files.delete(file(1, "fra"));
    assertThat(verify(trust())).isEqualTo(1);
    assertThat(tool.err()).contains("Shard 'shard-0001' at site 'fra' is gone");
    Files.move(dir.resolve("store/fra"), dir.resolve("elsewhere"));
    Files.move(dir.resolve("store/muc"), dir.resolve("elsewhere-too"));
    assertThat(verify(trust())).isZero();
    assertThat(tool.out()).contains("3 cannot be reached from here");
    assertThat(verify(trust("--files"))).isEqualTo(1);
    assertThat(tool.err()).contains("3 of 3 files").contains("its site's storage is not here");
  }

  @Test
  void aSheetThatIsGoneIsAFaultOfEachFileBesideIt() throws IOException {
    Files.delete(sheet("fra"));
    assertThat(verify(trust())).isEqualTo(1);
    assertThat(tool.err())
        .contains("2 of 3 files")
        .contains("is whole, but there is no key sheet '_keys.json' beside it")
        .contains("restore the sheet from a copy");
    Files.writeString(sheet("fra"), "{}");
    assertThat(verify(trust())).isEqualTo(4);
    assertThat(tool.err()).contains("_keys.json");
  }

  @Test
  void aFileThatDoesNotOpenAtItsSiteIsAFaultThere() {
    assertThat(verify("--site-home", dir.resolve("muc").toString())).isEqualTo(4);
    assertThat(tool.err()).contains("Shard 'shard-0002' at site 'muc'").contains("does not open");
  }

  @Test
  void whoMaySignIsKnownAndTheChainIsWhole() throws IOException {
    assertThat(verify()).isEqualTo(2);
    assertThat(tool.err()).contains("give --site-home HOME, or --trust PEM");
    assertThat(verify("--site-home", dir.resolve("nowhere").toString())).isNotZero();
    commit(
        "muc",
        ManifestStore.load(
                dev.bailiwick.sharding.spark.Manifests.file(
                    dir.resolve("manifests").toString(), org.apache.hadoop.conf.Configuration::new),
                NodeIdentity.load(dir.resolve("fra")).trust().certificates())
            .shards()
            .toArray(ManifestShard[]::new));
    assertThat(verify("--site-home", dir.resolve("fra").toString())).isEqualTo(4);
    assertThat(tool.err()).contains("signed by").contains("coordinator's site fra");
    Files.delete(dir.resolve("manifests/manifest-000001.json"));
    assertThat(verify(trust())).isNotZero();
  }

  @Test
  void whatIsNoManifestIsOneError() throws IOException {
    Path other = Files.writeString(dir.resolve("other.json"), "{}");
    for (String command : List.of("verify", "describe")) {
      assertThat(tool.run("shard", command, other.toString(), trust()[0], trust()[1])).isEqualTo(2);
      assertThat(tool.err().lines()).hasSize(1);
    }
    Files.createDirectories(dir.resolve("empty"));
    assertThat(tool.run("shard", "verify", dir.resolve("empty").toString(), trust()[0], trust()[1]))
        .isEqualTo(2);
    assertThat(tool.err()).contains("holds no manifest-*.json");
  }

  @Test
  void onlyOldFilesOfRunsOnRecordAreSwept() throws IOException {
    Path left = left(RUN, "shard-0009-7.parquet");
    Path foreign = left("6f1d0c2e-0000-4000-8000-000000000002", "shard-0001-1.parquet");
    record(Instant.now().minus(Duration.ofDays(3)));
    assertThat(verify(trust())).isZero();
    assertThat(tool.out()).contains("left over  1 files").contains("shard-0009-7.parquet");

    // Its run has written lately: the dataset's own files are new.
    assertThat(verify(trust("--sweep"))).isZero();
    assertThat(left).exists();
    assertThat(tool.out()).contains("may be at work");

    for (Path f :
        List.of(
            left,
            foreign,
            file(1, "fra"),
            file(2, "fra"),
            file(2, "muc"),
            sheet("fra"),
            sheet("muc"))) {
      Files.setLastModifiedTime(f, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
    assertThat(verify(trust("--sweep", "--older-than", "PT1M"))).isEqualTo(2);
    assertThat(tool.err()).contains("expected at least PT1H");
    assertThat(verify(trust("--superseded"))).isEqualTo(2);
    assertThat(verify(trust("--sweep"))).as(tool.err()).isZero();
    assertThat(left).doesNotExist();
    assertThat(foreign).exists();
    assertThat(file(1, "fra")).exists();
    assertThat(verify(trust("--files"))).isZero();
  }

  @Test
  void filesOfOlderVersionsAreKeptUntilTheNewestIsOld() throws Exception {
    commit("fra", shard(1, "fra"));
    record(Instant.now().minus(Duration.ofDays(3)));
    for (Path f : List.of(file(1, "fra"), file(2, "fra"), file(2, "muc"))) {
      Files.setLastModifiedTime(f, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
    assertThat(verify(trust("--sweep", "--superseded"))).isZero();
    assertThat(tool.out()).contains("kept       files of older versions");
    assertThat(file(2, "muc")).exists();
  }

  @Test
  void aRecordThatNamesAFolderOfOthersDeletesNothing() throws IOException {
    Path theirs = Files.createDirectories(dir.resolve("theirs/shards/people"));
    Path letter = Files.writeString(theirs.resolve("a.parquet"), "theirs");
    Files.setLastModifiedTime(letter, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
    Files.writeString(
        dir.resolve("manifests/run-" + RUN + ".txt"),
        Instant.now().minus(Duration.ofDays(9)) + "\n" + theirs.toUri() + "\n");
    assertThat(verify(trust("--sweep"))).isEqualTo(4);
    assertThat(tool.err())
        .contains("run-" + RUN + ".txt names the folder " + theirs.toUri())
        .contains("/shards/people/" + RUN + "/");
    assertThat(letter).exists();
  }

  @Test
  void keysOfWhatWasMovedAwayCanBeDestroyedStill() throws Exception {
    commit("fra", shard(1, "fra"));
    assertThat(shard("destroy", "--site-home", dir.resolve("muc").toString())).isZero();
    assertThat(tool.out())
        .contains("manifest-000001.json")
        .contains("shard-0002")
        .contains("Nothing was done");
  }

  private void record(Instant began) throws IOException {
    StringBuilder text = new StringBuilder(began + "\n");
    for (String site : List.of("fra", "muc")) {
      text.append(file(1, site).getParent().toUri()).append('\n');
    }
    Files.writeString(dir.resolve("manifests/run-" + RUN + ".txt"), text);
  }

  private Path left(String run, String name) throws IOException {
    Path file = dir.resolve("store/fra/shards/people/" + run + "/" + name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "left");
  }

  @Test
  void aManifestIsDescribedForPeopleAndMachines() throws IOException {
    assertThat(shard("describe", trust())).as(tool.err()).isZero();
    assertThat(tool.out())
        .contains("policy     p 1.0.0")
        .contains("replica at muc")
        .contains("key fra/people version 1")
        .contains("allow at fra, muc by rule rows of p (p.yaml:6:5): 2 shards");
    assertThat(shard("describe", trust("--json"))).isZero();
    assertThat(new ObjectMapper().readTree(tool.out()).at("/shards/1/copies/1/site").asText())
        .isEqualTo("muc");
  }

  @Test
  void keysAreRotatedAndDestroyedOnlyWhereSomethingLies() throws IOException {
    for (String command : List.of("rotate", "destroy")) {
      assertThat(shard(command, trust())).isEqualTo(2);
      assertThat(tool.err()).contains("give --site-home HOME");
    }
    DevelopmentAuthority.open(dir.resolve("authority")).issue("par", "node-1", dir.resolve("par"));
    assertThat(shard("rotate", "--site-home", dir.resolve("par").toString())).isEqualTo(2);
    assertThat(tool.err()).contains("Nothing of dataset 'people' lies at site 'par'");
    // Nobody ever made a key here.
    assertThat(shard("rotate", "--site-home", dir.resolve("muc").toString())).isEqualTo(4);
    assertThat(shard("destroy", "--site-home", dir.resolve("muc").toString())).isZero();
    assertThat(tool.out()).contains("also at [fra]").contains("Nothing was done");
    Path receipt = Files.writeString(dir.resolve("receipt"), "{}");
    assertThat(
            shard(
                "rotate",
                "--site-home",
                dir.resolve("fra").toString(),
                "--commit",
                receipt.toString()))
        .isEqualTo(2);
    assertThat(tool.err()).contains("is no receipt of a rotation");
  }

  @Test
  void aRotationThatCouldNotBePutOnRecordIsRefusedBeforeItBegins() throws IOException {
    String muc = dir.resolve("muc").toString();
    String fra = dir.resolve("fra").toString();
    assertThat(shard("rotate", "--site-home", muc, "--coordinator-home", muc)).isEqualTo(2);
    assertThat(tool.err()).contains("muc is the home of").contains("is signed by").contains("fra");
    Path there = Files.writeString(dir.resolve("thesis.txt"), "years of work");
    assertThat(shard("rotate", "--site-home", muc, "--receipt", there.toString())).isEqualTo(2);
    assertThat(tool.err()).contains("is there already");
    assertThat(there).hasContent("years of work");
    String nowhere = dir.resolve("no/receipt.json").toString();
    assertThat(shard("rotate", "--site-home", muc, "--receipt", nowhere)).isEqualTo(2);
    assertThat(tool.err()).contains("there is no folder " + dir.resolve("no"));
    assertThat(shard("rotate", "--site-home", fra, "--commit", nowhere, "--receipt", nowhere))
        .isEqualTo(2);
    assertThat(tool.err()).contains("--commit rotates nothing");
  }

  @Test
  void aManifestThatIsNotThereIsNamedByEveryCommand() {
    String gone = dir.resolve("gone/manifest-000001.json").toString();
    String fra = dir.resolve("fra").toString();
    for (String command : List.of("verify", "describe", "rotate", "destroy")) {
      assertThat(tool.run("shard", command, gone, "--site-home", fra)).as(command).isEqualTo(2);
      assertThat(tool.err()).contains("There is no manifest " + gone);
      assertThat(tool.err().lines()).hasSize(1);
    }
    assertThat(tool.run("shard", "reshard", gone, "job.yaml")).isEqualTo(2);
    assertThat(tool.err()).contains("There is no manifest " + gone);
    assertThat(tool.run("shard", "rotate", gone, "--site-home", fra, "--commit", gone))
        .isEqualTo(2);
    assertThat(tool.err()).doesNotContain("Internal error");
  }
}
