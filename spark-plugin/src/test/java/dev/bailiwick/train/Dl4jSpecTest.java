package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jSpecTest {
  private final String dense = MlpSpec.of(8).configuration(6, 3, 99, 1);

  private static BailiwickException refused(String json, int inputs, int classes) {
    try {
      new Dl4jSpec("model.json", json).configuration(inputs, classes, 1, 1);
    } catch (BailiwickException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
      assertThat(e).hasMessageStartingWith("model.json: this DL4J configuration cannot be used: ");
      return e;
    }
    throw new AssertionError("was accepted");
  }

  @Test
  void aConfigurationThatFitsIsTakenWithTheSeedOfTheJob() {
    String one = new Dl4jSpec("model.json", dense).configuration(6, 3, 1, 1);
    String two = new Dl4jSpec("model.json", dense).configuration(6, 3, 2, 1);
    assertThat(new Replica(one).state()).isEqualTo(new Replica(one).state());
    assertThat(new Replica(one).state()).isNotEqualTo(new Replica(two).state());
  }

  @Test
  void aConvolutionOverFlatRowsIsTaken() {
    String json =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(0.1))
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nIn(1).nOut(2).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutionalFlat(6, 6, 1))
            .build()
            .toJson();
    Replica replica = new Replica(new Dl4jSpec("cnn.json", json).configuration(36, 3, 1, 1));
    // Plain SGD keeps no state.
    assertThat(ModelState.updater(replica.state())).isZero();
    assertThat(refused(json, 35, 3)).hasMessageContaining("rows of 35 numbers");
  }

  @Test
  void anotherWidthIsRefusedWithTheRemedy() {
    assertThat(refused(dense, 7, 3))
        .hasMessageContaining("it does not take rows of 7 numbers")
        .hasMessageContaining("make nIn of its first layer 7");
  }

  @Test
  void anotherNumberOfClassesIsRefusedWithTheRemedy() {
    assertThat(refused(dense, 6, 2))
        .hasMessageContaining("it answers shape [2, 3] for a batch of 2, expected [2, 2]")
        .hasMessageContaining("make nOut of its last layer 2");
  }

  @Test
  void answersThatAreNoProbabilitiesAreRefusedWithTheRemedy() {
    String json =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(6)
                    .nOut(3)
                    .activation(Activation.TANH)
                    .build())
            .build()
            .toJson();
    assertThat(refused(json, 6, 3)).hasMessageContaining("activation of its last layer SOFTMAX");
  }

  @Test
  void whatIsNoConfigurationIsRefused() {
    for (String json : new String[] {"", "{", "[]", "null", "{\"confs\": []}", "{\"a\": 1}", "x"}) {
      assertThat(refused(json, 6, 3)).hasMessageContaining("MultiLayerConfiguration.toJson()");
    }
  }

  @Test
  void doublePrecisionIsRefused() {
    assertThatThrownBy(
            () ->
                new Dl4jSpec("m.json", dense.replace("\"FLOAT\"", "\"DOUBLE\""))
                    .configuration(6, 3, 1, 1))
        .hasMessageContaining("its data type is DOUBLE, expected FLOAT");
  }
}
