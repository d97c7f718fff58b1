package dev.bailiwick.train;

/**
 * What a worker answers in one round (docs/formats/update.md).
 *
 * <p>{@link RoundMode#TRAIN}: the new state. {@link RoundMode#EVALUATE}: counts only.
 */
public final class Update {
  private static final String MAGIC = "BWUP";
  private static final int VERSION = 1;

  private final RoundMode mode;
  private final String run;
  private final int round;
  private final WorkerId worker;
  private final Figures figures;
  private final String host;
  private final String executor;
  private final byte[] state;

  /**
   * What was counted.
   *
   * @param rows distinct rows that the update covers: its weight in the average
   * @param examples rows trained or evaluated, repeats included
   * @param loss train: mean loss of the batches; evaluate: sum over the rows
   * @param correct evaluate: rows predicted right; train: 0
   * @param nanoseconds of training or evaluating, without loading
   * @param loadedRows rows that were read for this round because no cache had them
   */
  public record Figures(
      long rows, long examples, double loss, long correct, long nanoseconds, long loadedRows) {}

  /** An update; the state is not copied. */
  public Update(
      RoundMode mode,
      String run,
      int round,
      WorkerId worker,
      Figures figures,
      String host,
      String executor,
      byte[] state) {
    this.mode = mode;
    this.run = run;
    this.round = round;
    this.worker = worker;
    this.figures = figures;
    this.host = host;
    this.executor = executor;
    this.state = state;
  }

  /** What was done. */
  public RoundMode mode() {
    return mode;
  }

  /** Of which run. */
  public String run() {
    return run;
  }

  /** The round that was asked for. */
  public int round() {
    return round;
  }

  /** Who did it. */
  public WorkerId worker() {
    return worker;
  }

  /** What was counted. */
  public Figures figures() {
    return figures;
  }

  /** The counts of an evaluation. */
  public Evaluation evaluation() {
    return new Evaluation(figures.examples(), figures.correct(), figures.loss());
  }

  /** Host of the executor: a hint where the cache is, never a proof. */
  public String host() {
    return host;
  }

  /** The executor: a hint where the cache is, never a proof. */
  public String executor() {
    return executor;
  }

  /** The new state; empty after an evaluation. Not a copy. */
  public byte[] state() {
    return state;
  }

  /** The bytes to seal. */
  public byte[] toBytes() {
    return new Plain.Writer(MAGIC, VERSION)
        .u8(mode.code())
        .u8(0)
        .str(run)
        .u32(round)
        .str(worker.site())
        .u32(worker.index())
        .i64(figures.rows())
        .i64(figures.examples())
        .f64(figures.loss())
        .i64(figures.correct())
        .i64(figures.nanoseconds())
        .i64(figures.loadedRows())
        .str(host)
        .str(executor)
        .bytes(state)
        .toBytes();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static Update parse(byte[] bytes) {
    Plain.Reader in = new Plain.Reader("an update", bytes, MAGIC, VERSION);
    RoundMode mode = RoundMode.of(in.u8(), in);
    in.u8();
    Update update =
        new Update(
            mode,
            in.str(),
            in.u32(),
            new WorkerId(in.str(), in.u32()),
            new Figures(in.i64(), in.i64(), in.f64(), in.i64(), in.i64(), in.i64()),
            in.str(),
            in.str(),
            in.bytes());
    in.end();
    return update;
  }
}
