package dev.bailiwick.train;

/**
 * What network is trained, before the width of a row and the number of classes are known.
 *
 * <p>A network takes rows {@code [batch, inputs]} of 32-bit floats and answers probabilities {@code
 * [batch, classes]} that add up to 1.
 */
public sealed interface ModelSpec permits MlpSpec, Dl4jSpec {

  /**
   * The DL4J configuration, as JSON, of the network for this data.
   *
   * @param inputs numbers in a row
   * @param classes classes of the label
   * @param seed of the initial weights and of dropout
   * @param stepsPerRound batches that a worker trains between two averages: what "per round" means
   *     to a learning-rate schedule
   * @throws dev.bailiwick.error.BailiwickException BAD_DOCUMENT when such a network cannot take
   *     these rows or does not answer these classes
   */
  String configuration(int inputs, int classes, long seed, int stepsPerRound);
}
