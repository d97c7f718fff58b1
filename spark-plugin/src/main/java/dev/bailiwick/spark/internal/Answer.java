package dev.bailiwick.spark.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.ResultStage;
import org.apache.spark.util.AccumulatorV2;
import scala.Product;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * What may come back from tasks over rows that the driver may not see. What a job will return is
 * told from its functions before it runs; this looks at what did come, in case they lied.
 */
enum Answer {
  /** What was judged before the stage ran: released aggregates, or nothing that can be told. */
  JUDGED,
  /** A number, or nothing. */
  NUMBER,
  /** Nothing. */
  NOTHING,
  /** What a writer of Spark's own says that it wrote. */
  WRITTEN;

  private static final String SPARK = "org.apache.spark.";

  /** What the tasks of this stage should return. */
  static Answer of(ResultStage stage) {
    return switch (FinalFunction.of(stage.rdd(), stage.func())) {
      case COUNT -> NUMBER;
      case EACH, CHECKPOINT -> NOTHING;
      case WRITE -> WRITTEN;
      case SCHEMA, ROWS -> JUDGED;
    };
  }

  boolean permits(Object value) {
    boolean nothing = value == null || value instanceof BoxedUnit;
    return switch (this) {
      case JUDGED -> true;
      case NUMBER -> nothing || value instanceof Long || value instanceof Integer;
      case NOTHING -> nothing;
      case WRITTEN -> nothing || isSparks(value);
    };
  }

  /** A record of Spark's can carry what a sink of somebody else's said. */
  private static boolean isSparks(Object value) {
    if (!value.getClass().getName().startsWith(SPARK)) {
      return false;
    }
    return !(value instanceof Product parts)
        || IntStream.range(0, parts.productArity())
            .mapToObj(parts::productElement)
            .allMatch(
                p -> p == null || p instanceof Number || p.getClass().getName().startsWith(SPARK));
  }

  /** Only those that hold numbers; others cannot be known to hold no rows. */
  static Seq<AccumulatorV2<?, ?>> numbers(Seq<AccumulatorV2<?, ?>> all) {
    List<AccumulatorV2<?, ?>> kept =
        CollectionConverters.asJava(all).stream()
            .filter(a -> ClosureScan.NUMBERS.contains(a.getClass().getName()))
            .toList();
    return kept.size() == all.size() ? all : CollectionConverters.asScala(kept).toSeq();
  }

  /** A failure without what may quote rows: messages, and accumulators that hold no numbers. */
  static TaskFailedReason quiet(TaskFailedReason reason) {
    if (reason instanceof ExceptionFailure f) {
      Seq<AccumulatorV2<?, ?>> numbers = numbers(f.accums());
      return QuietFailure.of(f, infos(f.accumUpdates(), numbers), numbers);
    }
    if (reason instanceof TaskKilled k) {
      Seq<AccumulatorV2<?, ?>> numbers = numbers(k.accums());
      return new TaskKilled(
          QuietFailure.WITHHELD, infos(k.accumUpdates(), numbers), numbers, k.metricPeaks());
    }
    return reason instanceof FetchFailed f
        ? new FetchFailed(
            f.bmAddress(),
            f.shuffleId(),
            f.mapId(),
            f.mapIndex(),
            f.reduceId(),
            QuietFailure.WITHHELD)
        : reason;
  }

  private static Seq<AccumulableInfo> infos(
      Seq<AccumulableInfo> all, Seq<AccumulatorV2<?, ?>> kept) {
    Set<Long> ids = new HashSet<>();
    CollectionConverters.asJava(kept).forEach(a -> ids.add(a.id()));
    return CollectionConverters.asScala(
            CollectionConverters.asJava(all).stream().filter(i -> ids.contains(i.id())).toList())
        .toSeq();
  }
}
