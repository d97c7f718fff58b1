package dev.bailiwick.preprocess;

/**
 * Count, mean and sum of squared differences from the mean of some numbers.
 *
 * <p>Two of them merge into those of both sets together (Chan, Golub, LeVeque: Updating Formulae
 * and a Pairwise Algorithm for Computing Sample Variances, 1979), so that pooled statistics need no
 * number to leave its site.
 *
 * @param count how many numbers
 * @param mean 0 when there are none
 * @param m2 not negative
 */
record Moments(long count, double mean, double m2) {

  static final Moments NONE = new Moments(0, 0, 0);

  /** A deviation this much smaller than the mean is rounding error: such a column is constant. */
  private static final double CONSTANT = 1e-10;

  Moments {
    if (count < 0 || !Double.isFinite(mean) || !Double.isFinite(m2) || m2 < 0) {
      throw StatisticsJson.bad(
          "a count, mean or variance is not a finite number in range: "
              + "the column's values are too large to square; divide them first");
    }
  }

  Moments merge(Moments other) {
    if (count == 0) {
      return other;
    }
    if (other.count == 0) {
      return this;
    }
    long n = Math.addExact(count, other.count);
    double delta = other.mean - mean;
    double share = (double) other.count / n;
    return new Moments(
        n, mean + delta * share, m2 + other.m2 + delta * delta * ((double) count * share));
  }

  /** What to divide by: the deviation of the whole population, or 1 where it is nothing. */
  double scale() {
    if (count == 0) {
      return 1;
    }
    double deviation = Math.sqrt(m2 / count);
    return deviation > CONSTANT * Math.abs(mean) ? deviation : 1;
  }
}
