package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.deploy.k8s.KubernetesUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** As far as it can be seen without a cluster: docs/kubernetes.md says how far that is. */
final class KubernetesTest {
  private static final Path EXAMPLES = Path.of("../examples/kubernetes").toAbsolutePath();

  @TempDir Path dir;

  private SparkConf conf(FakeKubernetes api) throws Exception {
    SparkConf conf = TestSites.in(dir).conf("k8s://" + api.url(), "fra");
    RpcEncryption.settings().forEach(conf::set);
    return conf.set("spark.kubernetes.container.image", "spark:test")
        .set(
            "spark.kubernetes.executor.podTemplateFile",
            EXAMPLES.resolve("executor.yaml").toString())
        .set("spark.kubernetes.executor.enableApiWatcher", "false")
        // No executor ever comes; Spark would look out for them for 30 s.
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "1s")
        .set("spark.executor.instances", "3");
  }

  @Test
  void executorsAreAskedForWithTheHomeOfTheirNode() throws Exception {
    try (FakeKubernetes api = new FakeKubernetes()) {
      SparkContext spark = new SparkContext(conf(api));
      try {
        assertThat(spark.master()).isEqualTo("k8s://" + api.url());
        assertThat(Governance.of(spark).placement()).isInstanceOf(LivePlacement.class);
        assertThat(ConformanceWorld.await(() -> api.pods().size() == 3)).isTrue();
      } finally {
        spark.stop();
      }
      for (JsonNode pod : api.pods()) {
        JsonNode spec = pod.get("spec");
        assertThat(spec.at("/topologySpreadConstraints/0/topologyKey").asText())
            .isEqualTo("bailiwick.dev/site");
        assertThat(pod.at("/metadata/labels/spark-role").asText()).isEqualTo("executor");
        JsonNode container = spec.at("/containers/0");
        assertThat(container.get("env").toString())
            .contains("{\"name\":\"BAILIWICK_SITE_HOME\",\"value\":\"/etc/bailiwick/home\"}");
        assertThat(container.get("volumeMounts").toString()).contains("/etc/bailiwick/home");
        assertThat(spec.get("volumes").toString())
            .contains("\"hostPath\":{\"path\":\"/etc/bailiwick/home\",\"type\":\"Directory\"}");
        assertThat(spec.at("/nodeSelector").isMissingNode() || spec.get("nodeSelector").isEmpty())
            .isTrue();
      }
    }
  }

  @Test
  void anApplicationWithoutOurSchedulerDoesNotStart() throws Exception {
    try (FakeKubernetes api = new FakeKubernetes()) {
      SparkConf conf =
          conf(api)
              .set(
                  "spark.plugins",
                  BailiwickPlugin.class.getName() + "," + MasterThief.class.getName());
      assertThatThrownBy(() -> new SparkContext(conf))
          .hasMessageContaining("The scheduler of this application is not Bailiwick's");
    }
  }

  @Test
  void sparkReadsTheTemplates() throws Exception {
    try (KubernetesClient client = client()) {
      for (String role : List.of("driver", "executor")) {
        String file = EXAMPLES.resolve(role + ".yaml").toString();
        Pod rest =
            KubernetesUtils.loadPodFromTemplate(
                    client, file, Option.apply("spark-" + role), new SparkConf(false))
                .pod();
        assertThat(rest.getSpec().getVolumes())
            .anyMatch(v -> v.getHostPath().getPath().equals("/etc/bailiwick/home"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fra", "iad", "nrt"})
  void eachSiteHasItsOwnNamespaceAndNodes(String site) throws Exception {
    try (KubernetesClient client = client();
        InputStream in = Files.newInputStream(EXAMPLES.resolve("site-" + site + ".yaml"))) {
      List<HasMetadata> items = client.load(in).items();
      assertThat(items).extracting(HasMetadata::getKind).containsExactly("Namespace", "DaemonSet");
      assertThat(items.get(0).getMetadata().getName()).isEqualTo("bailiwick-" + site);
      assertThat(items.get(1).getMetadata().getNamespace()).isEqualTo("bailiwick-" + site);
      assertThat(Files.readString(EXAMPLES.resolve("site-" + site + ".yaml")))
          .contains("bailiwick.dev/site: " + site);
    }
  }

  private static KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:9")
                .withAutoConfigure(false)
                .build())
        .build();
  }
}
