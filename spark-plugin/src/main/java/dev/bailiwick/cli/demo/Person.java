package dev.bailiwick.cli.demo;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One made-up customer, and the chance that they leave.
 *
 * <p>That chance depends on country, on single columns, on two pairs of columns, and on hours in a
 * curve: a linear model misses part of it. Nobody, knowing the formula, would be wrong about fewer
 * than some 11 of 100.
 */
final class Person {
  static final String HEADER =
      "id,country,age,income,hours,tenure,tickets,segment,device,note,churn";

  private static final List<String> SEGMENTS = List.of("basic", "plus", "pro", "family");
  private static final double[] SEGMENT_WEIGHT = {0.8, 0.0, -0.7, -0.3};
  private static final double[] SEGMENT_SHARE = {0.4, 0.3, 0.2, 0.1};
  private static final List<String> DEVICES = List.of("android", "ios", "web", "tv");
  private static final double[] DEVICE_SHARE = {0.35, 0.3, 0.2, 0.15};
  private static final int IOS = 1;
  private static final int WEB = 2;
  private static final double INCOME_MEDIAN = 31_000;
  private static final double INCOME_SPREAD = 0.55;
  private static final double SHARE_WITHOUT_INCOME = 0.005;

  /** How sharply the score decides; set so that the best possible error is about 11 %. */
  private static final double SHARPNESS = 2.4;

  private final String country;
  private final int age;
  private final double logIncome;
  private final boolean incomeKnown;
  private final double hours;
  private final int tenure;
  private final int tickets;
  private final int segment;
  private final int device;
  private final double chance;
  private final boolean churn;

  Person(Country country, SplittableRandom random) {
    this.country = country.code();
    age = (int) clamp(44 + 15 * random.nextGaussian(), 18, 90);
    logIncome = random.nextGaussian();
    incomeKnown = random.nextDouble() >= SHARE_WITHOUT_INCOME;
    hours = clamp(20 + 9 * random.nextGaussian(), 0, 80);
    tenure = (int) clamp(-30 * Math.log(1 - random.nextDouble()), 0, 180);
    tickets = poisson(1.2, random);
    segment = pick(SEGMENT_SHARE, random);
    device = pick(DEVICE_SHARE, random);
    chance = 1 / (1 + Math.exp(-SHARPNESS * score(country)));
    churn = random.nextDouble() < chance;
  }

  /** The chance that somebody with these columns leaves. */
  double chance() {
    return chance;
  }

  boolean churn() {
    return churn;
  }

  /** Appends this person as a line of {@link #HEADER}. */
  void write(StringBuilder line, long id, String note) {
    line.append(id).append(',').append(country).append(',').append(age).append(',');
    if (incomeKnown) {
      line.append(Math.round(INCOME_MEDIAN * Math.exp(INCOME_SPREAD * logIncome)));
    }
    line.append(',').append(Math.round(hours * 10) / 10.0);
    line.append(',').append(tenure).append(',').append(tickets);
    line.append(',').append(SEGMENTS.get(segment)).append(',').append(DEVICES.get(device));
    line.append(',').append(note).append(',').append(churn ? "yes" : "no").append('\n');
  }

  private double score(Country country) {
    double pairs = 0;
    if (device == WEB && age > 50) {
      pairs += 1.6;
    }
    if (device == IOS && age < 30) {
      pairs -= 1.2;
    }
    double offHours = (hours - 20) / 9;
    return country.shift()
        - 0.3
        + 1.0 * (tickets - 1.2)
        - 0.9 * (tenure - 30) / 25
        + SEGMENT_WEIGHT[segment]
        + pairs
        + 0.8 * (offHours * offHours - 1)
        - 0.6 * logIncome;
  }

  private static int poisson(double mean, SplittableRandom random) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  private static int pick(double[] shares, SplittableRandom random) {
    double at = random.nextDouble();
    int i = 0;
    while (i < shares.length - 1 && at >= shares[i]) {
      at -= shares[i];
      i++;
    }
    return i;
  }

  private static double clamp(double value, double low, double high) {
    return Math.min(high, Math.max(low, value));
  }
}
