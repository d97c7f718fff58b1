package dev.bailiwick.spark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.Registration;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.ShardCopy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real driver, asked by nodes that it should not believe, over Spark's own channel. */
final class FrontDeskTest {
  private static final KeyScope UNGOVERNED = KeyScope.ungoverned("intermediate");

  @TempDir Path dir;

  private static Object tell(Object message) {
    return SiteRuntime.get().ask(message);
  }

  private static Registration registered(NodeIdentity node, String application, String executor) {
    Registration registration = new Registration(node, application, executor, node.trust());
    byte[] challenge = (byte[]) tell(new Wire.Hello(registration.hello()));
    registration.complete((byte[]) tell(new Wire.Register(registration.register(challenge))));
    return registration;
  }

  @Test
  void aNodeThatWasRefusedGetsNoKeyEither() throws Exception {
    TestSites sites = TestSites.in(dir);
    SparkContext sc = new SparkContext(sites.conf("local[1]", "fra"));
    try {
      Governance governance = Governance.of(sc);
      NodeIdentity elsewhere = sites.identity("par");
      Registration refused =
          new Registration(elsewhere, governance.application(), "9", elsewhere.trust());
      byte[] hello = refused.hello();
      byte[] challenge = (byte[]) tell(new Wire.Hello(hello));
      byte[] registration = refused.register(challenge);
      assertThatThrownBy(() -> tell(new Wire.Register(registration)))
          .hasMessageContaining("Executor 9 proves site par");

      // It knows all that a session is made of, and signs with a certificate that leads to a
      // trusted authority.
      byte[] session =
          sha256(label("bailiwick v1 session"), part(hello), part(challenge), part(registration));
      byte[] body =
          joined("BWRG\1\5".getBytes(US_ASCII), session, new byte[8], label(UNGOVERNED.toString()));
      body = joined(body, new byte[] {-1, -1, -1, -1});
      byte[] signature =
          elsewhere.sign(sha256(label("bailiwick v1 node asks for a key"), part(body)));
      byte[] request = joined(body, part(signature));
      assertThatThrownBy(() -> tell(new Wire.KeyRequest(request)))
          .isInstanceOf(BailiwickException.class)
          .hasMessageContaining("a session that is not registered");
      assertThat(Files.readString(governance.audit().file()))
          .contains("registration-refused")
          .doesNotContain("\"type\":\"key\"");
    } finally {
      sc.stop();
    }
  }

  @Test
  void anExecutorThatIsLostIsAtNoSiteAndNobodyTakesItsPlace() throws Exception {
    TestSites sites = TestSites.in(dir);
    SparkContext sc = new SparkContext(sites.conf("local[1]", "fra"));
    try {
      Governance governance = Governance.of(sc);
      NodeIdentity nrt = sites.identity("nrt");
      Registration seven = registered(nrt, governance.application(), "7");
      assertThat(governance.placement().siteOfExecutor("7")).contains("nrt");
      byte[] request = seven.requestKey(UNGOVERNED);
      assertThat(seven.openKey((byte[]) tell(new Wire.KeyRequest(request)))).isNotNull();

      for (String noScope : List.of("intermediate@{fra,nrt,zzz}", "gossip@{fra,nrt}")) {
        byte[] senseless = seven.requestKey(KeyScope.parse(noScope));
        assertThatThrownBy(() -> tell(new Wire.KeyRequest(senseless)))
            .hasMessageContaining("There is no key of " + noScope);
      }

      governance.placement().executorLost("7");
      assertThat(governance.placement().siteOfExecutor("7")).isEmpty();
      assertThat(governance.sites().siteProven("7")).contains("nrt");
      byte[] late = seven.requestKey(UNGOVERNED);
      assertThatThrownBy(() -> tell(new Wire.KeyRequest(late)))
          .hasMessageContaining("a session that is not registered");
      assertThatThrownBy(() -> registered(sites.identity("fra"), governance.application(), "7"))
          .hasMessageContaining("was registered before and was lost, at site nrt");
      assertThat(governance.placement().siteOfExecutor("7")).isEmpty();
    } finally {
      sc.stop();
    }
  }

  @Test
  void keysEndWithTheApplicationAlsoWhenTheLogTakesNoMore() throws Exception {
    TestSites sites = TestSites.in(dir);
    SparkContext sc = new SparkContext(sites.conf("local[1]", "fra"));
    EpochKey made;
    EpochKey delivered;
    try {
      Governance governance = Governance.of(sc);
      made = governance.keys().key(UNGOVERNED);
      delivered = SiteRuntime.get().key(UNGOVERNED);
      assertThat(delivered).isNotSameAs(made);
      governance.audit().close();
    } finally {
      sc.stop();
    }
    assertThat(made.isDestroyed()).isTrue();
    assertThat(delivered.isDestroyed()).isTrue();
    assertThatThrownBy(SiteRuntime::get).hasMessageContaining("has not registered");
  }

  @Test
  void aManifestThatAnotherSiteSignedGovernsNothing() throws Exception {
    TestSites sites = TestSites.in(dir);
    String hash = "0".repeat(64);
    ManifestShard shard =
        new ManifestShard(
            "shard-0001",
            "train",
            "",
            "",
            List.of("DE"),
            Map.of("raw", List.of("fra"), "intermediate", List.of("fra", "nrt")),
            1,
            List.of(),
            new ShardCopy(
                "fra",
                sites.storage("fra").resolve("shards/people/a.parquet").toUri(),
                1,
                1,
                hash,
                "fra/people",
                1),
            List.of(),
            List.of());
    ManifestDraft draft =
        new ManifestDraft("people", "test", "size", "{}", List.of(), List.of(), List.of(shard));
    Path folder = dir.resolve("manifests");
    ManifestStore.commit(
        ManifestFolder.local(folder), draft, new IdentitySigner(sites.identity("nrt")));
    SparkConf conf = sites.conf("local[1]", "fra").set(BailiwickConf.MANIFESTS, folder.toString());
    assertThatThrownBy(() -> new SparkContext(conf))
        .hasMessageContaining("is signed by spiffe://test.example/site/nrt/node/node-1")
        .hasMessageContaining("the coordinator's site fra");

    ManifestStore.commit(
        ManifestFolder.local(folder), draft, new IdentitySigner(sites.identity("fra")));
    SparkContext sc = new SparkContext(conf);
    try {
      assertThat(Governance.of(sc).shards().find(shard.uri().toString())).isPresent();
    } finally {
      sc.stop();
    }
  }

  private static byte[] sha256(byte[]... parts) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(joined(parts));
  }

  private static byte[] label(String text) {
    return part(text.getBytes(US_ASCII));
  }

  private static byte[] part(byte[] bytes) {
    return joined(ByteBuffer.allocate(4).putInt(bytes.length).array(), bytes);
  }

  private static byte[] joined(byte[]... parts) {
    List<byte[]> all = Arrays.asList(parts);
    ByteBuffer out = ByteBuffer.allocate(all.stream().mapToInt(p -> p.length).sum());
    all.forEach(out::put);
    return out.array();
  }
}
