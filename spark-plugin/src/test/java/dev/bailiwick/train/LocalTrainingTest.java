package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalTrainingTest {
  private final String model = ToyRows.model(0.2, 0.95);
  private final byte[] initial = new Replica(model).state();
  private final WindowSource shards =
      new AllRows(Map.of("a", ToyRows.of(60, 1), "b", ToyRows.of(40, 2)));

  private static final LocalTraining.Surroundings HERE =
      new LocalTraining.Surroundings() {
        @Override
        public void pause() {}

        @Override
        public String host() {
          return "here";
        }

        @Override
        public String executor() {
          return "1";
        }
      };

  private Assignment ask(RoundMode mode, int round, long leastRecords, byte[] state) {
    return new Assignment(
        mode,
        "run",
        round,
        new WorkerId("fra", 0),
        new Assignment.Turn(1, round * 5L * 8),
        new Assignment.Settings(ToyRows.WIDTH, ToyRows.CLASSES, 5, 8, 7, 1000),
        leastRecords,
        List.of(new Assignment.Shard("a", "", 60), new Assignment.Shard("b", "", 40)),
        model,
        state);
  }

  @Test
  void anAnswerIsThatOfAFreshWorkerWhateverWasAskedBefore() {
    LocalTraining kept = new LocalTraining();
    byte[] first = kept.answer(ask(RoundMode.TRAIN, 0, 0, initial), shards, HERE).state();
    kept.answer(ask(RoundMode.TRAIN, 5, 0, initial), shards, HERE);
    kept.answer(ask(RoundMode.EVALUATE, 0, 0, first), shards, HERE);
    byte[] second = kept.answer(ask(RoundMode.TRAIN, 1, 0, first), shards, HERE).state();
    byte[] fresh =
        new LocalTraining().answer(ask(RoundMode.TRAIN, 1, 0, first), shards, HERE).state();
    assertThat(second).isEqualTo(fresh).isNotEqualTo(first);
  }

  @Test
  void anAnswerSaysWhatItCovers() {
    Update update = new LocalTraining().answer(ask(RoundMode.TRAIN, 0, 100, initial), shards, HERE);
    assertThat(update.figures().rows()).isEqualTo(100);
    assertThat(update.figures().examples()).isEqualTo(40);
    assertThat(update.figures().loadedRows()).isEqualTo(77);
    assertThat(update.host()).isEqualTo("here");
    assertThat(ModelState.iterations(update.state())).isEqualTo(5);
  }

  @Test
  void anEvaluationSendsCountsAndNoState() {
    Update update =
        new LocalTraining().answer(ask(RoundMode.EVALUATE, 0, 0, initial), shards, HERE);
    assertThat(update.state()).isEmpty();
    assertThat(update.evaluation().rows()).isEqualTo(100);
    assertThat(update.evaluation().correct()).isBetween(0L, 100L);
  }

  @Test
  void anAnswerThatCoversTooFewRecordsIsNotMade() {
    for (RoundMode mode : RoundMode.values()) {
      assertThatThrownBy(() -> new LocalTraining().answer(ask(mode, 0, 101, initial), shards, HERE))
          .isInstanceOfSatisfying(
              BailiwickException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED))
          .hasMessageContaining("worker fra/0 covers 100 records")
          .hasMessageContaining("at least 101");
    }
  }

  @Test
  void repeatsOfRowsDoNotCountAsRecords() {
    // 5 steps of 8 rows in each of many rounds, but 100 distinct rows.
    assertThatThrownBy(
            () ->
                new LocalTraining().answer(ask(RoundMode.TRAIN, 1000, 101, initial), shards, HERE))
        .hasMessageContaining("covers 100 records");
  }
}
