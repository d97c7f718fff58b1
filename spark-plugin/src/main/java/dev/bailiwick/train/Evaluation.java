package dev.bailiwick.train;

/**
 * How well a model did on some rows. Evaluations of disjoint rows add up.
 *
 * @param rows evaluated
 * @param correct rows whose most probable class is the label (ties: the lowest class)
 * @param lossSum sum over the rows of {@code -ln p(label)}, with p at least 1e-7
 */
public record Evaluation(long rows, long correct, double lossSum) {
  /** Of no rows. */
  public static final Evaluation NONE = new Evaluation(0, 0, 0);

  /** Of these rows and the others. */
  public Evaluation plus(Evaluation other) {
    return new Evaluation(rows + other.rows, correct + other.correct, lossSum + other.lossSum);
  }

  /** Share of rows that were predicted wrongly, 0 to 1; not a number when there are no rows. */
  public double error() {
    return rows == 0 ? Double.NaN : 1 - (double) correct / rows;
  }

  /** Mean loss of a row; not a number when there are no rows. */
  public double loss() {
    return rows == 0 ? Double.NaN : lossSum / rows;
  }
}
