package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * The preset {@code mlp}: dense hidden layers, a softmax output, cross-entropy, Adam.
 *
 * <p>In round {@code r} (from 0) the learning rate is {@code learningRate * decay^floor(r /
 * decayEvery)}. It follows the global round, not the worker, and so survives a resume.
 *
 * @param hidden units of each hidden layer, from the input on; empty is logistic regression
 * @param activation of the hidden layers: one of {@link #activations()}
 * @param dropout probability that a hidden unit's output is dropped in training, 0 to below 1; the
 *     input itself is never dropped
 * @param l2 weight of the squared weights in the loss
 * @param learningRate of Adam
 * @param decay factor on the learning rate, above 0 and at most 1; 1 keeps it constant
 * @param decayEvery rounds between two decays
 */
public record MlpSpec(
    List<Integer> hidden,
    String activation,
    double dropout,
    double l2,
    double learningRate,
    double decay,
    int decayEvery)
    implements ModelSpec {

  private static final Map<String, Activation> ACTIVATIONS =
      new TreeMap<>(
          Map.of(
              "relu", Activation.RELU,
              "leakyrelu", Activation.LEAKYRELU,
              "elu", Activation.ELU,
              "selu", Activation.SELU,
              "gelu", Activation.GELU,
              "swish", Activation.SWISH,
              "tanh", Activation.TANH,
              "sigmoid", Activation.SIGMOID));
  private static final int MOST_UNITS = 65_536;

  /** Copies the list and checks the ranges. */
  public MlpSpec {
    hidden = List.copyOf(hidden);
    for (int units : hidden) {
      check(units >= 1 && units <= MOST_UNITS, "hidden units", units, "1 to " + MOST_UNITS);
    }
    check(
        ACTIVATIONS.containsKey(activation.toLowerCase(Locale.ROOT)),
        "activation",
        activation,
        "one of " + activations());
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
    check(l2 >= 0 && l2 <= 10, "l2", l2, "0 to 10");
    check(
        learningRate > 0 && learningRate <= 10, "learningRate", learningRate, "above 0, up to 10");
    check(decay > 0 && decay <= 1, "decay", decay, "above 0, up to 1");
    check(decayEvery >= 1, "decayEvery", decayEvery, "at least 1 round");
  }

  /** The preset with one or more hidden layers and the defaults: relu, Adam at 1e-3, no decay. */
  public static MlpSpec of(Integer... hidden) {
    return new MlpSpec(List.of(hidden), "relu", 0, 0, 1e-3, 1, 1);
  }

  /** The names of activations that the preset knows, sorted. */
  public static List<String> activations() {
    return List.copyOf(ACTIVATIONS.keySet());
  }

  @Override
  public String configuration(int inputs, int classes, long seed, int stepsPerRound) {
    double stepsPerDecay = (double) stepsPerRound * decayEvery;
    Adam adam =
        decay == 1
            ? new Adam(learningRate)
            : new Adam(
                new StepSchedule(ScheduleType.ITERATION, learningRate, decay, stepsPerDecay));
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(adam)
            .l2(l2)
            .weightInit(WeightInit.XAVIER)
            .list();
    int in = inputs;
    boolean first = true;
    for (int units : hidden) {
      DenseLayer.Builder layer =
          new DenseLayer.Builder()
              .nIn(in)
              .nOut(units)
              .activation(ACTIVATIONS.get(activation.toLowerCase(Locale.ROOT)));
      layers.layer(first || dropout == 0 ? layer.build() : layer.dropOut(1 - dropout).build());
      in = units;
      first = false;
    }
    OutputLayer.Builder output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nIn(in)
            .nOut(classes)
            .activation(Activation.SOFTMAX);
    layers.layer(first || dropout == 0 ? output.build() : output.dropOut(1 - dropout).build());
    MultiLayerConfiguration configuration = layers.build();
    return configuration.toJson();
  }

  private static void check(boolean holds, String name, Object found, String expected) {
    if (!holds) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "model: %s is %s, expected %s".formatted(name, found, expected));
    }
  }
}
