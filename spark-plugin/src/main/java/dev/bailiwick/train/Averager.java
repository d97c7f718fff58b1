package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The weighted average of the states of the workers of a round.
 *
 * <p>Definition. Let worker {@code k} of site {@code s} have state {@code x[s,k]} and weight {@code
 * n[s,k]}, the rows of its shards. Then for each number of the state, parameters and updater state
 * alike:
 *
 * <pre>
 *   site[s] = float( sum_k n[s,k] * double(x[s,k]) / sum_k n[s,k] )      k ascending
 *   average = float( sum_s N[s] * double(site[s]) / sum_s N[s] )         N[s] = sum_k n[s,k], s ascending
 * </pre>
 *
 * <p>Products and sums are in 64-bit arithmetic, {@code float} rounds to nearest once a level. The
 * order is fixed by the names (sites as strings, workers as numbers), never by arrival, so the
 * result is the same bit for bit. One worker alone is returned as it is. Every state must be of the
 * same shape and of the same number of iterations: workers of one round train the same number of
 * steps.
 *
 * <p>Not robust against a worker that lies: a single finite but wrong update moves the average.
 */
public final class Averager {
  private final TreeMap<String, TreeMap<Integer, Part>> parts = new TreeMap<>();

  private static final class Part {
    final byte[] state;
    final long rows;

    Part(byte[] state, long rows) {
      this.state = state;
      this.rows = rows;
    }
  }

  /**
   * Takes a worker's state into the average. The array is not copied.
   *
   * @param rows distinct rows that the worker trains on, at least 1: its weight
   * @throws BailiwickException NOT_AUTHENTIC when this worker was added before
   */
  public void add(String site, int worker, long rows, byte[] state) {
    ModelState.check(state);
    if (rows < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "the update of %s/%d covers %d rows, expected at least 1".formatted(site, worker, rows));
    }
    Part before =
        parts
            .computeIfAbsent(site, s -> new TreeMap<>())
            .putIfAbsent(worker, new Part(state, rows));
    if (before != null) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "two updates of %s/%d were given for one round, expected one".formatted(site, worker));
    }
  }

  /** The average as defined above. */
  public byte[] average() {
    if (parts.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, "no update was given, expected one of each worker");
    }
    List<Part> sites = new ArrayList<>();
    for (Map.Entry<String, TreeMap<Integer, Part>> site : parts.entrySet()) {
      sites.add(mean(List.copyOf(site.getValue().values())));
    }
    return mean(sites).state;
  }

  private static Part mean(List<Part> of) {
    if (of.size() == 1) {
      return of.get(0);
    }
    byte[] first = of.get(0).state;
    int numbers = ModelState.parameters(first) + ModelState.updater(first);
    double[] sum = new double[numbers];
    float[] scratch = new float[numbers];
    long rows = 0;
    for (Part part : of) {
      requireSameShape(first, part.state);
      numbersOf(part.state).get(0, scratch);
      for (int i = 0; i < numbers; i++) {
        sum[i] += part.rows * (double) scratch[i];
      }
      rows += part.rows;
    }
    for (int i = 0; i < numbers; i++) {
      scratch[i] = (float) (sum[i] / rows);
    }
    byte[] out =
        ModelState.allocate(
            ModelState.parameters(first), ModelState.updater(first), ModelState.iterations(first));
    numbersOf(out).put(0, scratch);
    return new Part(out, rows);
  }

  private static void requireSameShape(byte[] a, byte[] b) {
    if (ModelState.parameters(a) != ModelState.parameters(b)
        || ModelState.updater(a) != ModelState.updater(b)
        || ModelState.iterations(a) != ModelState.iterations(b)) {
      throw new BailiwickException(
          ErrorCode.INTERNAL,
          "updates of one round differ: %d parameters after %d iterations, and %d after %d; expected"
                  .formatted(
                      ModelState.parameters(a),
                      ModelState.iterations(a),
                      ModelState.parameters(b),
                      ModelState.iterations(b))
              + " the same model and steps at every worker");
    }
  }

  private static FloatBuffer numbersOf(byte[] state) {
    return ModelState.header(state)
        .position(ModelState.HEADER_BYTES)
        .slice()
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }
}
