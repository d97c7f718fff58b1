package dev.bailiwick.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.FetchFailed;
import org.apache.spark.TaskKilled;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.execution.datasources.v2.DataWritingSparkTaskResult;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

final class AnswerTest {
  private static final String ROW = "a row that nobody may see";

  /** What the writer of some sink could say to Spark, which passes it on. */
  private record Message(String rows) implements WriterCommitMessage {}

  private static Object written(@Nullable WriterCommitMessage message) {
    return new DataWritingSparkTaskResult(7, message);
  }

  private static <T> Seq<T> seq(List<T> of) {
    return CollectionConverters.asScala(of).toSeq();
  }

  @Test
  void onlyWhatAFunctionPromisedMayComeBack() {
    assertThat(Answer.NUMBER.permits(7L)).isTrue();
    assertThat(Answer.NUMBER.permits(ROW)).isFalse();
    assertThat(Answer.NUMBER.permits(new Object[] {7L})).isFalse();
    assertThat(Answer.NOTHING.permits(BoxedUnit.UNIT)).isTrue();
    assertThat(Answer.NOTHING.permits(7L)).isFalse();
    assertThat(Answer.WRITTEN.permits(Option.empty())).isFalse();
    assertThat(Answer.WRITTEN.permits(List.of(ROW))).isFalse();
    assertThat(Answer.WRITTEN.permits(written(null))).isTrue();
    assertThat(Answer.WRITTEN.permits(written(new Message(ROW)))).isFalse();
  }

  @Test
  void onlyNumbersAreCounted() {
    LongAccumulator number = new LongAccumulator();
    LongAccumulator inDisguise = new LongAccumulator() {};
    List<AccumulatorV2<?, ?>> all =
        List.of(number, new CollectionAccumulator<String>(), inDisguise);
    assertThat(CollectionConverters.asJava(Answer.numbers(seq(all)))).isEqualTo(List.of(number));
  }

  @Test
  void reasonsOfKillsAndLostBlocksAreWithheld() {
    TaskKilled killed =
        new TaskKilled(
            ROW,
            seq(List.of()),
            seq(List.<AccumulatorV2<?, ?>>of(new CollectionAccumulator<String>())),
            seq(List.of()));
    assertThat(Answer.quiet(killed).toErrorString()).contains("withheld").doesNotContain(ROW);
    assertThat(((TaskKilled) Answer.quiet(killed)).accums().isEmpty()).isTrue();
    BlockManagerId at = BlockManagerId.apply("1", "host", 7, Option.empty());
    FetchFailed failed = (FetchFailed) Answer.quiet(new FetchFailed(at, 1, 2, 3, 4, ROW));
    assertThat(failed.toErrorString()).contains("withheld").doesNotContain(ROW);
    assertThat(failed.shuffleId()).isEqualTo(1);
    assertThat(failed.mapId()).isEqualTo(2);
  }
}
