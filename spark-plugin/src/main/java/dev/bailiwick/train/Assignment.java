package dev.bailiwick.train;

import java.util.ArrayList;
import java.util.List;

/**
 * What the coordinator asks of one worker in one round (docs/formats/update.md).
 *
 * <p>All that decides the result is in it, and it travels sealed: a worker takes neither its shards
 * nor the least number of records from anywhere else.
 */
public final class Assignment {
  private static final String MAGIC = "BWAS";
  private static final int VERSION = 2;

  private final RoundMode mode;
  private final String run;
  private final int round;
  private final WorkerId worker;
  private final Turn turn;
  private final Settings settings;
  private final long leastRecords;
  private final List<Shard> shards;
  private final String model;
  private final byte[] state;

  /**
   * The same for all workers of a run.
   *
   * @param inputs numbers in a row
   * @param classes of the label
   * @param steps batches that a worker trains in a round
   * @param batchSize rows in a batch
   * @param seed of the run
   * @param windowRows rows that are mixed at a time: see {@link EpochOrder}
   */
  public record Settings(
      int inputs, int classes, int steps, int batchSize, long seed, long windowRows) {}

  /**
   * Which batches of its site a worker takes: of the batches from {@code cursor} on, worker k of w
   * takes those with the numbers k, k + w, k + 2w and so on.
   *
   * @param workers of the site
   * @param cursor examples of the site's order that all its workers consumed before
   */
  public record Turn(int workers, long cursor) {
    /** Where the first batch of a worker begins. */
    long first(WorkerId worker, int batchSize) {
      return Math.addExact(cursor, (long) worker.index() * batchSize);
    }

    /** From there to the beginning of its next batch. */
    long stride(int batchSize) {
      return (long) workers * batchSize;
    }

    /** The cursor after a round. */
    public long after(int steps, int batchSize) {
      return Math.addExact(cursor, Math.multiplyExact((long) steps * batchSize, workers));
    }
  }

  /**
   * A shard of the worker's site.
   *
   * @param id in the manifest
   * @param file that its rows must come from; empty when that cannot be told
   * @param rows that it must have
   */
  public record Shard(String id, String file, long rows) {}

  /** An assignment; the state is not copied. */
  public Assignment(
      RoundMode mode,
      String run,
      int round,
      WorkerId worker,
      Turn turn,
      Settings settings,
      long leastRecords,
      List<Shard> shards,
      String model,
      byte[] state) {
    this.mode = mode;
    this.run = run;
    this.round = round;
    this.worker = worker;
    this.turn = turn;
    this.settings = settings;
    this.leastRecords = leastRecords;
    this.shards = List.copyOf(shards);
    this.model = model;
    this.state = state;
  }

  /** What to do. */
  public RoundMode mode() {
    return mode;
  }

  /** Of which run. */
  public String run() {
    return run;
  }

  /** Rounds done before, from 0. */
  public int round() {
    return round;
  }

  /** Who is asked. */
  public WorkerId worker() {
    return worker;
  }

  /** Which batches are its own. */
  public Turn turn() {
    return turn;
  }

  /** The same for all workers of the run. */
  public Settings settings() {
    return settings;
  }

  /** An update that covers fewer distinct rows must not be released. */
  public long leastRecords() {
    return leastRecords;
  }

  /** All shards of the site, sorted by id. */
  public List<Shard> shards() {
    return shards;
  }

  /** The network, as DL4J JSON. */
  public String model() {
    return model;
  }

  /** The state to begin with; not a copy. */
  public byte[] state() {
    return state;
  }

  /**
   * The records that the answer covers: in an epoch the rows of the site fall to its workers in
   * equal parts, and the first take one more where that does not come out even.
   */
  public long covered() {
    long rows = shards.stream().mapToLong(Shard::rows).sum();
    return rows / turn.workers() + (worker.index() < rows % turn.workers() ? 1 : 0);
  }

  /** The bytes to seal. */
  public byte[] toBytes() {
    Plain.Writer out =
        new Plain.Writer(MAGIC, VERSION)
            .u8(mode.code())
            .u8(0)
            .str(run)
            .u32(round)
            .str(worker.site())
            .u32(worker.index())
            .u32(turn.workers())
            .i64(turn.cursor())
            .u32(settings.inputs())
            .u32(settings.classes())
            .u32(settings.steps())
            .u32(settings.batchSize())
            .i64(settings.seed())
            .i64(settings.windowRows())
            .i64(leastRecords)
            .u32(shards.size());
    for (Shard shard : shards) {
      out.str(shard.id()).str(shard.file()).i64(shard.rows());
    }
    return out.text(model).bytes(state).toBytes();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static Assignment parse(byte[] bytes) {
    Plain.Reader in = new Plain.Reader("an assignment", bytes, MAGIC, VERSION);
    RoundMode mode = RoundMode.of(in.u8(), in);
    in.u8();
    String run = in.str();
    int round = in.u32();
    WorkerId worker = new WorkerId(in.str(), in.u32());
    Turn turn = new Turn(in.u32(), in.i64());
    Settings settings = new Settings(in.u32(), in.u32(), in.u32(), in.u32(), in.i64(), in.i64());
    long leastRecords = in.i64();
    int count = in.u32();
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shards.add(new Shard(in.str(), in.str(), in.i64()));
    }
    Assignment assignment =
        new Assignment(
            mode, run, round, worker, turn, settings, leastRecords, shards, in.text(), in.bytes());
    in.end();
    return assignment;
  }
}
