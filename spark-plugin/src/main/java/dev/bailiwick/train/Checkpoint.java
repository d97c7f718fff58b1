package dev.bailiwick.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a run needs to go on after a round, and what it was a run of. */
public final class Checkpoint {
  private static final String MAGIC = "BWCC";
  private static final int VERSION = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String run;
  private final int rounds;
  private final Identity identity;
  private final Map<String, Long> cursors;
  private final byte[] state;
  private final List<RoundRecord> history;

  /**
   * What a run is a run of: two runs with equal identities train the same parameters.
   *
   * @param job SHA-256 of the job file, hex
   * @param manifest SHA-256 of the manifest, hex
   * @param seed of the run
   * @param workersPerSite at most so many workers at each site
   * @param windowRows rows that are mixed at a time
   * @param model DL4J configuration, JSON
   */
  public record Identity(
      String job, String manifest, long seed, int workersPerSite, long windowRows, String model) {}

  /** A checkpoint; the state is not copied. */
  public Checkpoint(
      String run,
      int rounds,
      Identity identity,
      Map<String, Long> cursors,
      byte[] state,
      List<RoundRecord> history) {
    this.run = run;
    this.rounds = rounds;
    this.identity = identity;
    this.cursors = Collections.unmodifiableMap(new TreeMap<>(cursors));
    this.state = state;
    this.history = List.copyOf(history);
  }

  /** Name of the run. */
  public String run() {
    return run;
  }

  /** Rounds done. */
  public int rounds() {
    return rounds;
  }

  /** What it is a checkpoint of. */
  public Identity identity() {
    return identity;
  }

  /**
   * For each site that trained, the examples of its order that were consumed: the next row is the
   * one at that place (see {@link EpochOrder}). A site that is not named begins at 0.
   */
  public Map<String, Long> cursors() {
    return cursors;
  }

  /** The averaged state; not a copy. */
  public byte[] state() {
    return state;
  }

  /** One record a round, oldest first. */
  public List<RoundRecord> history() {
    return history;
  }

  byte[] toBytes() {
    try {
      Plain.Writer out =
          new Plain.Writer(MAGIC, VERSION)
              .str(run)
              .u32(rounds)
              .str(identity.job())
              .str(identity.manifest())
              .i64(identity.seed())
              .u32(identity.workersPerSite())
              .i64(identity.windowRows())
              .text(identity.model())
              .u32(cursors.size());
      cursors.forEach((site, cursor) -> out.str(site).i64(cursor));
      return out.bytes(state).text(JSON.writeValueAsString(history)).toBytes();
    } catch (JsonProcessingException e) {
      throw new BailiwickException(ErrorCode.INTERNAL, "cannot write the history of a run", e);
    }
  }

  static Checkpoint parse(String what, byte[] bytes) {
    Plain.Reader in = new Plain.Reader(what, bytes, MAGIC, VERSION);
    String run = in.str();
    int rounds = in.u32();
    String job = in.str();
    String manifest = in.str();
    long seed = in.i64();
    Identity identity = new Identity(job, manifest, seed, in.u32(), in.i64(), in.text());
    int sites = in.u32();
    Map<String, Long> cursors = new TreeMap<>();
    for (int i = 0; i < sites; i++) {
      cursors.put(in.str(), in.i64());
    }
    byte[] state = in.bytes();
    String history = in.text();
    in.end();
    ModelState.check(state);
    try {
      List<RoundRecord> records =
          JSON.readValue(history, new TypeReference<List<RoundRecord>>() {});
      return new Checkpoint(run, rounds, identity, cursors, state, records);
    } catch (JsonProcessingException e) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, what + " has a history that cannot be read", e);
    }
  }
}
