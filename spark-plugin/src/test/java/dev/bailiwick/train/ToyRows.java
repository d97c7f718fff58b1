package dev.bailiwick.train;

import java.util.Random;

/** Rows that can be learnt: the label is the largest of a few fixed projections. */
final class ToyRows {
  static final int WIDTH = 6;
  static final int CLASSES = 3;

  private ToyRows() {}

  static FeatureRows of(int rows, long seed) {
    FeatureRows out = new FeatureRows(WIDTH, CLASSES);
    Random random = new Random(seed);
    for (int i = 0; i < rows; i++) {
      float[] features = features(random);
      out.add(features, label(features));
    }
    return out;
  }

  static float[] features(Random random) {
    float[] features = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return features;
  }

  static int label(float[] features) {
    double[] scores = {
      features[0] + 0.5 * features[1], features[2] - features[3], features[4] + 0.3 * features[5]
    };
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  static String model(double dropout, double decay) {
    return new MlpSpec(java.util.List.of(8, 5), "relu", dropout, 1e-4, 5e-3, decay, 1)
        .configuration(WIDTH, CLASSES, 7, 10);
  }
}
