package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network that the user configured: what {@code MultiLayerConfiguration.toJson()} of DL4J writes.
 *
 * <p>The job's seed replaces the one in the document. Whether the network fits the data is found by
 * two trial rows before anything is sent to a site.
 *
 * @param source where the JSON comes from, for messages
 * @param json the configuration
 */
public record Dl4jSpec(String source, String json) implements ModelSpec {

  @Override
  public String configuration(int inputs, int classes, long seed, int stepsPerRound) {
    MultiLayerConfiguration configuration = parse();
    if (configuration.getDataType() != DataType.FLOAT) {
      throw bad(
          "its data type is %s, expected FLOAT: set \"dataType\" to \"FLOAT\""
              .formatted(configuration.getDataType()),
          null);
    }
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      layer.setSeed(seed);
    }
    String text = configuration.toJson();
    tryOut(text, inputs, classes);
    return text;
  }

  private MultiLayerConfiguration parse() {
    MultiLayerConfiguration configuration;
    try {
      configuration = MultiLayerConfiguration.fromJson(json);
    } catch (RuntimeException e) {
      throw bad(
          "it is not a MultiLayerConfiguration in JSON (%s): write it with".formatted(firstLine(e))
              + " MultiLayerConfiguration.toJson()",
          e);
    }
    if (configuration == null || configuration.getConfs().isEmpty()) {
      throw bad("it has no layer: write it with MultiLayerConfiguration.toJson()", null);
    }
    return configuration;
  }

  private void tryOut(String text, int inputs, int classes) {
    INDArray answer;
    try {
      MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(text));
      network.init();
      answer = network.output(Nd4j.ones(DataType.FLOAT, 2, inputs), false);
    } catch (RuntimeException e) {
      throw bad(
          "it does not take rows of %d numbers (%s): make nIn of its first layer %d, and nIn of each"
                  .formatted(inputs, firstLine(e), inputs)
              + " other layer nOut of the one before",
          e);
    }
    if (answer.rank() != 2 || answer.size(0) != 2 || answer.size(1) != classes) {
      throw bad(
          "it answers shape %s for a batch of 2, expected [2, %d]: make nOut of its last layer %d, the"
                  .formatted(java.util.Arrays.toString(answer.shape()), classes, classes)
              + " number of classes of the label",
          null);
    }
    FloatBuffer values = NativeFloats.view(answer.dup('c')).asFloatBuffer();
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += values.get(i);
    }
    if (!(Math.abs(sum - 1) < 1e-3)) {
      throw bad(
          "its answers for one row add up to %.4f, expected probabilities that add up to 1: make the"
                  .formatted(sum)
              + " activation of its last layer SOFTMAX",
          null);
    }
  }

  private BailiwickException bad(String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new BailiwickException(
        ErrorCode.BAD_DOCUMENT,
        "%s: this DL4J configuration cannot be used: %s".formatted(source, what),
        cause);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage();
    if (message == null) {
      return e.getClass().getSimpleName();
    }
    String line = message.lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }
}
