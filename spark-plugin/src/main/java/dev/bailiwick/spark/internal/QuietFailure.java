package dev.bailiwick.spark.internal;

import dev.bailiwick.error.BailiwickException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.util.AccumulatorV2;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * A task's failure without the messages of its exceptions. Spark's own quote values ("The value 'x'
 * of the type STRING cannot be cast"), and the driver shows, logs and stores them.
 *
 * <p>Names of exceptions and places in code are kept, and the messages of Bailiwick's own, which
 * are told by their class and not by what is written.
 */
final class QuietFailure {
  private static final Pattern NAMED =
      Pattern.compile("\\s*(?:Caused by: |Suppressed: )([\\w.$]+)(?::.*)?");
  private static final Pattern FRAME =
      Pattern.compile(
          "\\s+(?:at [\\w.$/<>@-]+\\((?:[\\w$-]+\\.\\w+:\\d+|[\\w$-]+\\.\\w+|Native Method|Unknown"
              + " Source)\\)|\\.{3} \\d+ more)");
  static final String WITHHELD =
      "message withheld: it may quote rows that the driver may not see; it stands in the log of the"
          + " executor";

  private QuietFailure() {}

  /**
   * The same failure, quiet.
   *
   * @param infos what may be told of its accumulators
   * @param numbers those accumulators
   */
  static ExceptionFailure of(
      ExceptionFailure failure, Seq<AccumulableInfo> infos, Seq<AccumulatorV2<?, ?>> numbers) {
    Option<Throwable> thrown = failure.exception();
    boolean ours = thrown.isDefined() && thrown.get() instanceof BailiwickException;
    return new ExceptionFailure(
        failure.className(),
        ours ? failure.description() : WITHHELD,
        failure.stackTrace(),
        thrown.isDefined() ? trace(thrown.get()) : names(failure),
        Option.empty(),
        infos,
        numbers,
        failure.metricPeaks());
  }

  private static String trace(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    append(text, "", thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    return text.toString();
  }

  private static void append(
      StringBuilder text, String indent, Throwable thrown, Set<Throwable> seen) {
    if (!seen.add(thrown)) {
      return;
    }
    text.append(thrown.getClass().getName()).append(": ");
    text.append(thrown instanceof BailiwickException ? thrown.getMessage() : WITHHELD);
    text.append('\n');
    for (StackTraceElement at : thrown.getStackTrace()) {
      text.append(indent).append("\tat ").append(at).append('\n');
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      text.append(indent).append("\tSuppressed: ");
      append(text, indent + "\t", suppressed, seen);
    }
    if (thrown.getCause() != null && !seen.contains(thrown.getCause())) {
      text.append(indent).append("Caused by: ");
      append(text, indent, thrown.getCause(), seen);
    }
  }

  /** Of an exception that could not be sent itself: no message at all. */
  private static String names(ExceptionFailure failure) {
    String trace = failure.fullStackTrace() == null ? "" : failure.fullStackTrace();
    String kept =
        trace
            .lines()
            .map(QuietFailure::name)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    return failure.className() + ": " + WITHHELD + "\n" + kept;
  }

  private static String name(String line) {
    Matcher named = NAMED.matcher(line);
    return named.matches()
        ? "Caused by: " + named.group(1) + ": " + WITHHELD
        : FRAME.matcher(line).matches() ? line : "";
  }
}
