package dev.bailiwick.spark.internal;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ExceptionFailure;
import scala.Option;

/**
 * A task's failure without the messages of its exceptions. Spark's own quote values ("The value 'x'
 * of the type STRING cannot be cast"), and the driver shows, logs and stores them.
 */
final class QuietFailure {
  private static final String OURS = "dev.bailiwick.error.";
  private static final Pattern NAME =
      Pattern.compile("(?:Caused by: |\\s*Suppressed: )?([\\w.$]+)(?::.*)?");
  private static final Pattern FRAME = Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ more)");
  private static final String WITHHELD =
      "message withheld: it may quote rows that the driver may not see; it stands in the log of the"
          + " executor";

  private QuietFailure() {}

  static ExceptionFailure of(ExceptionFailure failure) {
    String trace = failure.fullStackTrace() == null ? "" : failure.fullStackTrace();
    return new ExceptionFailure(
        failure.className(),
        failure.className().startsWith(OURS) ? failure.description() : WITHHELD,
        failure.stackTrace(),
        quiet(trace, failure.className()),
        Option.empty(),
        failure.accumUpdates(),
        failure.accums(),
        failure.metricPeaks());
  }

  /** Names of exceptions and places in code; of messages only Bailiwick's own. */
  static String quiet(String trace, String thrown) {
    boolean[] ours = {false};
    return trace
        .lines()
        .map(
            line -> {
              if (FRAME.matcher(line).matches()) {
                return line;
              }
              var named = NAME.matcher(line);
              boolean names = line.startsWith(thrown) || line.startsWith("Caused by: ");
              if (!names) {
                return ours[0] ? line : "";
              }
              String name = named.lookingAt() ? named.group(1) : "";
              ours[0] = name.startsWith(OURS);
              return ours[0] ? line : name + ": " + WITHHELD;
            })
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
