package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bailiwick.error.BailiwickException;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

class MlpSpecTest {
  @Test
  void theLearningRateFollowsTheGlobalRound() {
    MlpSpec spec = new MlpSpec(List.of(4), "relu", 0, 0, 0.01, 0.5, 2);
    MultiLayerConfiguration conf =
        MultiLayerConfiguration.fromJson(spec.configuration(3, 2, 1, 100));
    Adam adam = (Adam) ((BaseLayer) conf.getConf(0).getLayer()).getIUpdater();
    assertThat(adam.getLearningRate(0, 0)).isCloseTo(0.01, within(1e-12));
    assertThat(adam.getLearningRate(199, 0)).isCloseTo(0.01, within(1e-12));
    assertThat(adam.getLearningRate(200, 0)).isCloseTo(0.005, within(1e-12));
    assertThat(adam.getLearningRate(450, 0)).isCloseTo(0.0025, within(1e-12));
  }

  @Test
  void layersHaveTheWidthsThatWereAskedFor() {
    MultiLayerConfiguration conf =
        MultiLayerConfiguration.fromJson(MlpSpec.of(64, 32).configuration(104, 2, 1, 64));
    List<String> widths =
        conf.getConfs().stream()
            .map(c -> (FeedForwardLayer) c.getLayer())
            .map(l -> l.getNIn() + "->" + l.getNOut())
            .toList();
    assertThat(widths).containsExactly("104->64", "64->32", "32->2");
  }

  @Test
  void noHiddenLayerIsLogisticRegression() {
    Replica replica = new Replica(MlpSpec.of().configuration(5, 3, 1, 1));
    assertThat(ModelState.parameters(replica.state())).isEqualTo(5 * 3 + 3);
  }

  @Test
  void everyActivationMakesANetwork() {
    for (String activation : MlpSpec.activations()) {
      MlpSpec spec = new MlpSpec(List.of(4), activation, 0.1, 1e-4, 1e-3, 1, 1);
      assertThat(new Replica(spec.configuration(3, 2, 1, 1)).state()).isNotEmpty();
    }
  }

  @Test
  void seedsHaveInitialWeightsOfTheirOwn() {
    byte[] one = new Replica(MlpSpec.of(4).configuration(3, 2, 1, 1)).state();
    byte[] two = new Replica(MlpSpec.of(4).configuration(3, 2, 2, 1)).state();
    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void whatIsOutOfRangeIsRefusedByName() {
    assertThatThrownBy(() -> new MlpSpec(List.of(4), "rleu", 0, 0, 1e-3, 1, 1))
        .isInstanceOf(BailiwickException.class)
        .hasMessageStartingWith("model: activation is rleu, expected one of [elu, gelu");
    assertThatThrownBy(() -> new MlpSpec(List.of(0), "relu", 0, 0, 1e-3, 1, 1))
        .hasMessageContaining("hidden units is 0");
    assertThatThrownBy(() -> new MlpSpec(List.of(4), "relu", 1, 0, 1e-3, 1, 1))
        .hasMessageContaining("dropout is 1.0, expected 0 to below 1");
    assertThatThrownBy(() -> new MlpSpec(List.of(4), "relu", 0, -1, 1e-3, 1, 1))
        .hasMessageContaining("l2");
    assertThatThrownBy(() -> new MlpSpec(List.of(4), "relu", 0, 0, Double.NaN, 1, 1))
        .hasMessageContaining("learningRate");
    assertThatThrownBy(() -> new MlpSpec(List.of(4), "relu", 0, 0, 1e-3, 1.1, 1))
        .hasMessageContaining("decay is 1.1");
    assertThatThrownBy(() -> new MlpSpec(List.of(4), "relu", 0, 0, 1e-3, 1, 0))
        .hasMessageContaining("decayEvery");
  }
}
