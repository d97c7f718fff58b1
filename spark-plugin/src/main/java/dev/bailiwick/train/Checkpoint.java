package dev.bailiwick.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;

/** All that a run needs to go on after a round, and what it was a run of. */
public final class Checkpoint {
  private static final String MAGIC = "BWCC";
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String run;
  private final int rounds;
  private final Identity identity;
  private final byte[] state;
  private final List<RoundRecord> history;

  /**
   * What a run is a run of: two runs with equal identities train the same parameters.
   *
   * @param job SHA-256 of the job file, hex
   * @param manifest SHA-256 of the manifest, hex
   * @param seed of the run
   * @param model DL4J configuration, JSON
   */
  public record Identity(String job, String manifest, long seed, String model) {}

  /** A checkpoint; the state is not copied. */
  public Checkpoint(
      String run, int rounds, Identity identity, byte[] state, List<RoundRecord> history) {
    this.run = run;
    this.rounds = rounds;
    this.identity = identity;
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
      return new Plain.Writer(MAGIC, VERSION)
          .str(run)
          .u32(rounds)
          .str(identity.job())
          .str(identity.manifest())
          .i64(identity.seed())
          .text(identity.model())
          .bytes(state)
          .text(JSON.writeValueAsString(history))
          .toBytes();
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
    Identity identity = new Identity(job, manifest, seed, in.text());
    byte[] state = in.bytes();
    String history = in.text();
    in.end();
    ModelState.check(state);
    try {
      List<RoundRecord> records =
          JSON.readValue(history, new TypeReference<List<RoundRecord>>() {});
      return new Checkpoint(run, rounds, identity, state, records);
    } catch (JsonProcessingException e) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, what + " has a history that cannot be read", e);
    }
  }
}
