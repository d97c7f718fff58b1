package dev.bailiwick.train;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Counts what a replica predicts right on rows that it is not trained on. Not thread-safe. */
public final class Evaluator {
  private static final int BATCH = 512;
  private static final double LEAST_PROBABILITY = 1e-7;

  private Evaluator() {}

  /**
   * Evaluates the replica's present state, in row order.
   *
   * @param betweenBatches called before each batch; may throw to give up
   */
  public static Evaluation evaluate(Replica replica, FeatureRows rows, Runnable betweenBatches) {
    int width = rows.width();
    INDArray batch = Nd4j.create(DataType.FLOAT, new long[] {BATCH, width}, 'c');
    FloatBuffer view = NativeFloats.view(batch).asFloatBuffer();
    long correct = 0;
    double lossSum = 0;
    for (int start = 0; start < rows.rows(); start += BATCH) {
      betweenBatches.run();
      int count = Math.min(BATCH, rows.rows() - start);
      // The rows behind count are those of the batch before; their answers are not looked at.
      for (int i = 0; i < count; i++) {
        rows.copy(start + i, view, i * width);
      }
      INDArray answers = replica.probabilities(batch).dup('c');
      FloatBuffer p = NativeFloats.view(answers).asFloatBuffer();
      for (int i = 0; i < count; i++) {
        int label = rows.label(start + i);
        int at = i * rows.classes();
        correct += best(p, at, rows.classes()) == label ? 1 : 0;
        lossSum -= Math.log(Math.max(p.get(at + label), LEAST_PROBABILITY));
      }
    }
    return new Evaluation(rows.rows(), correct, lossSum);
  }

  private static int best(FloatBuffer p, int at, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (p.get(at + c) > p.get(at + best)) {
        best = c;
      }
    }
    return best;
  }
}
