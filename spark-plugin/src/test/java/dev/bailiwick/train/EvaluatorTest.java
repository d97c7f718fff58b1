package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EvaluatorTest {
  @Test
  void countsAreThoseOfOneRowAtATime() {
    Replica replica = new Replica(ToyRows.model(0.3, 1));
    // More than one batch, and a last one that is not full.
    FeatureRows rows = ToyRows.of(600, 4);
    long correct = 0;
    double loss = 0;
    float[] row = new float[ToyRows.WIDTH];
    for (int i = 0; i < rows.rows(); i++) {
      rows.copy(i, FloatBuffer.wrap(row), 0);
      INDArray p = replica.probabilities(Nd4j.create(new float[][] {row}));
      correct += p.argMax(1).getInt(0) == rows.label(i) ? 1 : 0;
      loss -= Math.log(p.getFloat(0, rows.label(i)));
    }
    Evaluation found = Evaluator.evaluate(replica, rows, () -> {});
    assertThat(found.rows()).isEqualTo(600);
    assertThat(found.correct()).isEqualTo(correct);
    assertThat(found.lossSum()).isCloseTo(loss, within(1e-2));
  }

  @Test
  void evaluationsOfDisjointRowsAddUp() {
    Evaluation sum = new Evaluation(10, 7, 2.5).plus(new Evaluation(30, 20, 1.5));
    assertThat(sum).isEqualTo(new Evaluation(40, 27, 4.0));
    assertThat(sum.error()).isCloseTo(13.0 / 40, within(1e-12));
    assertThat(sum.loss()).isCloseTo(0.1, within(1e-12));
    assertThat(Evaluation.NONE.error()).isNaN();
  }

  @Test
  void noRowsAreNoEvaluation() {
    Replica replica = new Replica(ToyRows.model(0, 1));
    FeatureRows none = new FeatureRows(ToyRows.WIDTH, ToyRows.CLASSES);
    assertThat(Evaluator.evaluate(replica, none, () -> {})).isEqualTo(Evaluation.NONE);
  }
}
