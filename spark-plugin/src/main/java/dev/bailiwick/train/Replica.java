package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.ByteBuffer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One worker's copy of the network, kept between rounds.
 *
 * <p>Guarantee: {@link #load} and then {@link #train} give the same state, bit for bit, whatever
 * the replica did before and in whichever process, when {@code OMP_NUM_THREADS} is 1 and the
 * processor selects the same build of ND4J's natives (avx2 and avx512 differ in the last bits). The
 * state holds the parameters, the updater's state and the number of iterations; dropout draws from
 * a generator that is seeded anew for each round.
 *
 * <p>Not thread-safe: callers hold a lock on the replica from {@code load} to {@code state}.
 */
public final class Replica {
  private final String configuration;
  private final MultiLayerNetwork network;
  private final ByteBuffer parameters;
  private final @Nullable ByteBuffer updater;

  /**
   * A network with its initial weights.
   *
   * @param configuration what {@link ModelSpec#configuration} gave
   */
  public Replica(String configuration) {
    this.configuration = configuration;
    network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(configuration));
    network.init();
    parameters = NativeFloats.view(network.params());
    INDArray state = network.getUpdater().getStateViewArray();
    updater = state == null ? null : NativeFloats.view(state);
  }

  /** The configuration that this replica was made from. */
  public String configuration() {
    return configuration;
  }

  /** A copy of the state: {@code 20 + 4 * (parameters + updater numbers)} bytes. */
  public byte[] state() {
    int updaterBytes = updater == null ? 0 : updater.capacity();
    byte[] out =
        ModelState.allocate(
            parameters.capacity() / 4,
            updaterBytes / 4,
            network.getLayerWiseConfigurations().getIterationCount());
    parameters.get(0, out, ModelState.HEADER_BYTES, parameters.capacity());
    if (updater != null) {
      updater.get(0, out, ModelState.HEADER_BYTES + parameters.capacity(), updaterBytes);
    }
    return out;
  }

  /** Takes over a state of a replica with the same configuration. */
  public void load(byte[] state) {
    ModelState.check(state);
    int updaterBytes = updater == null ? 0 : updater.capacity();
    if (ModelState.parameters(state) * 4 != parameters.capacity()
        || ModelState.updater(state) * 4 != updaterBytes) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "a state of %d parameters and %d updater numbers was given to a network of %d and %d: it"
                  .formatted(
                      ModelState.parameters(state),
                      ModelState.updater(state),
                      parameters.capacity() / 4,
                      updaterBytes / 4)
              + " belongs to another model");
    }
    parameters.put(0, state, ModelState.HEADER_BYTES, parameters.capacity());
    if (updater != null) {
      updater.put(0, state, ModelState.HEADER_BYTES + parameters.capacity(), updaterBytes);
    }
    network
        .getLayerWiseConfigurations()
        .setIterationCount(Math.toIntExact(ModelState.iterations(state)));
  }

  /**
   * Trains on the batches that are this worker's.
   *
   * @param batches of this worker's site
   * @param first the place where this worker's first batch begins
   * @param stride from there to the beginning of its next batch, and so on
   * @param steps batches to train
   * @param dropoutSeed of this round and worker
   * @param betweenSteps called before each step; may throw to give up
   * @return mean over the steps of the loss of each batch before its step, regularisation included
   * @throws BailiwickException BAD_ARGUMENT when the loss is no longer a finite number
   */
  public double train(
      Batches batches,
      long first,
      long stride,
      int steps,
      long dropoutSeed,
      Runnable betweenSteps) {
    Nd4j.getRandom().setSeed(dropoutSeed);
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      betweenSteps.run();
      batches.fill(first + i * stride);
      network.fit(batches.features(), batches.labels());
      sum += network.score();
      if (!Double.isFinite(sum)) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "the loss is not a finite number after %d steps of this round: lower the learning rate"
                .formatted(i + 1));
      }
    }
    return sum / steps;
  }

  /** Probabilities {@code [batch, classes]} for rows {@code [batch, width]}, without dropout. */
  INDArray probabilities(INDArray rows) {
    return network.output(rows, false);
  }
}
