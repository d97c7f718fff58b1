package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final int STEPS = 10;
  private static final int BATCH = 16;
  private final String model = ToyRows.model(0.3, 0.9);

  private byte[] train(Replica replica, byte[] from, int firstRound, int rounds) {
    Batches batches = AllRows.batches(ToyRows.of(100, 5), BATCH, 7, "fra/0");
    byte[] state = from;
    for (int r = firstRound; r < firstRound + rounds; r++) {
      replica.load(state);
      replica.train(batches, (long) r * STEPS * BATCH, BATCH, STEPS, 100L + r, () -> {});
      state = replica.state();
    }
    return state;
  }

  @Test
  void theSameTrainingGivesTheSameBits() {
    byte[] initial = new Replica(model).state();
    assertThat(new Replica(model).state()).isEqualTo(initial);
    byte[] once = train(new Replica(model), initial, 0, 4);
    assertThat(train(new Replica(model), initial, 0, 4)).isEqualTo(once).isNotEqualTo(initial);
  }

  @Test
  void restoringGivesTheSameBitsWhateverTheReplicaDidBefore() {
    byte[] initial = new Replica(model).state();
    byte[] straight = train(new Replica(model), initial, 0, 5);
    byte[] half = train(new Replica(model), initial, 0, 2);
    Replica used = new Replica(model);
    train(used, initial, 3, 2);
    assertThat(train(used, half, 2, 3)).isEqualTo(straight);
    assertThat(train(new Replica(model), half, 2, 3)).isEqualTo(straight);
  }

  @Test
  void theIterationsBelongToTheState() {
    byte[] initial = new Replica(model).state();
    byte[] half = train(new Replica(model), initial, 0, 2);
    assertThat(ModelState.iterations(half)).isEqualTo(2 * STEPS);
    byte[] forgetful = half.clone();
    ModelState.header(forgetful).putLong(12, 0);
    assertThat(train(new Replica(model), forgetful, 2, 1))
        .isNotEqualTo(train(new Replica(model), half, 2, 1));
  }

  @Test
  void trainingLearns() {
    Replica replica = new Replica(ToyRows.model(0, 1));
    FeatureRows test = ToyRows.of(500, 99);
    Evaluation before = Evaluator.evaluate(replica, test, () -> {});
    Batches batches = AllRows.batches(ToyRows.of(2000, 5), 32, 7, "fra/0");
    double first = replica.train(batches, 0, 32, 10, 1, () -> {});
    replica.train(batches, 320, 32, 600, 2, () -> {});
    double last = replica.train(batches, 19_520, 32, 10, 3, () -> {});
    Evaluation after = Evaluator.evaluate(replica, test, () -> {});
    assertThat(last).isLessThan(0.5 * first);
    assertThat(after.error()).isLessThan(0.12).isLessThan(0.5 * before.error());
  }

  @Test
  void aStateOfAnotherModelIsRefused() {
    byte[] other =
        new Replica(MlpSpec.of(9).configuration(ToyRows.WIDTH, ToyRows.CLASSES, 7, 10)).state();
    assertThatThrownBy(() -> new Replica(model).load(other))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("it belongs to another model");
  }

  @Test
  void aStateThatIsCutOrOfAnotherVersionIsRefused() {
    byte[] state = new Replica(model).state();
    Replica replica = new Replica(model);
    byte[] cut = java.util.Arrays.copyOf(state, state.length - 4);
    assertThatThrownBy(() -> replica.load(cut)).hasMessageContaining("bytes, expected");
    assertThatThrownBy(() -> replica.load(new byte[3])).hasMessageContaining("has 3 bytes");
    byte[] newer = state.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> replica.load(newer))
        .hasMessageStartingWith("Unknown version 2 of a model state, this program knows 1");
  }

  @Test
  void aLossThatDivergesStopsTheRoundWithTheRemedy() {
    FeatureRows huge = new FeatureRows(ToyRows.WIDTH, ToyRows.CLASSES);
    float[] row = new float[ToyRows.WIDTH];
    java.util.Arrays.fill(row, 1e38f);
    for (int i = 0; i < 20; i++) {
      huge.add(row, i % ToyRows.CLASSES);
    }
    Replica replica = new Replica(model);
    Batches batches = AllRows.batches(huge, 4, 7, "w");
    assertThatThrownBy(() -> replica.train(batches, 0, 4, 20, 1, () -> {}))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENT))
        .hasMessageContaining("lower the learning rate");
  }

  @Test
  void trainingCanBeGivenUpBetweenSteps() {
    Batches batches = AllRows.batches(ToyRows.of(10, 1), 4, 7, "w");
    Runnable giveUp =
        () -> {
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> new Replica(model).train(batches, 0, 4, 5, 1, giveUp))
        .hasMessage("killed");
  }
}
