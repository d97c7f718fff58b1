package dev.bailiwick.policy;

/**
 * A bound of differential privacy (Dwork and Roth, 2014): smaller is stricter.
 *
 * @param epsilon above 0
 * @param delta from 0 to below 1
 */
public record PrivacyBudget(double epsilon, double delta) {
  /** Whether a run that keeps to this budget keeps to a required one too. */
  public boolean isWithin(PrivacyBudget required) {
    return epsilon <= required.epsilon && delta <= required.delta;
  }

  /** What keeps to both. */
  PrivacyBudget strictest(PrivacyBudget other) {
    return new PrivacyBudget(Math.min(epsilon, other.epsilon), Math.min(delta, other.delta));
  }

  /** {@code epsilon 4.0, delta 1.0E-6}. */
  @Override
  public String toString() {
    return "epsilon " + epsilon + ", delta " + delta;
  }
}
