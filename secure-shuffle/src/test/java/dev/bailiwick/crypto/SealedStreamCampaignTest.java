package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFault.ALTERED;
import static dev.bailiwick.crypto.SealFault.CUT;
import static dev.bailiwick.crypto.SealFault.TRAILING;
import static dev.bailiwick.crypto.SealFault.WRONG_KEY;
import static dev.bailiwick.crypto.SealFault.WRONG_PLACE;
import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_HEAD_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;
import static dev.bailiwick.crypto.SealFormat.TAG_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Large streams, changed at random; each answer by its own name. A sample in the build, 10,000 with
 * {@code -Dbailiwick.long=true} (profile {@code long}).
 */
class SealedStreamCampaignTest {
  private static final boolean LONG = Boolean.getBoolean("bailiwick.long");
  private static final int CHANGES = LONG ? 10_000 : 400;
  private static final int CHANGES_OF_ONE_STREAM = 20;
  private static final int MAX_PLAIN_BYTES = 6 * RECORD_PLAIN_BYTES;
  private static final KeyScope SCOPE = KeyScope.of("intermediate", List.of("fra"));

  private final long seed = LONG ? new Random().nextLong() : 20261121;
  private final Random random = new Random(seed);
  private final EpochKey key = EpochKey.random("app-1", SCOPE, 0);
  private final StreamContext place = place("app-1", 3, 17, 4);
  private final Tampering tampering = new Tampering(key, place);

  private static StreamContext place(String app, long shuffle, long map, long reduce) {
    return StreamContext.of("shuffle")
        .with("app", app)
        .with("shuffle", shuffle)
        .with("map", map)
        .with("reduce", reduce);
  }

  @Test
  void whateverIsDoneToALargeStreamIsRefusedForWhatItIs() throws Exception {
    System.out.println("tampering: seed " + seed);
    while (tampering.count() < CHANGES) {
      byte[] plain = new byte[RECORD_PLAIN_BYTES + 1 + random.nextInt(MAX_PLAIN_BYTES)];
      random.nextBytes(plain);
      Padding padding = random.nextInt(4) == 0 ? Padding.PADME : Padding.NONE;
      byte[] stream = SealedStreams.seal(plain, key, place, padding);
      byte[] other = SealedStreams.seal(plain, key, place, padding);
      for (int i = 0; i < CHANGES_OF_ONE_STREAM && tampering.count() < CHANGES; i++) {
        change(stream, other);
      }
      assertThat(SealedStreams.open(stream, key, place)).isEqualTo(plain);
    }
    tampering.tell("of large streams at random");
  }

  private void change(byte[] stream, byte[] other) {
    int kind = random.nextInt(12);
    String what = "seed " + seed + ", change " + tampering.count() + " of kind " + kind;
    int records = Tampering.records(stream);
    int record = random.nextInt(records);
    switch (kind) {
      case 0 ->
          tampering.assertFault(
              Tampering.flipped(stream, random.nextInt(8 * stream.length)), ALTERED, what);
      case 1 -> tampering.assertFault(overwritten(stream), ALTERED, what);
      case 2 ->
          tampering.assertFault(Arrays.copyOf(stream, random.nextInt(stream.length)), CUT, what);
      case 3 -> tampering.assertFault(taken(stream, records), ALTERED, what);
      case 4 -> {
        int last = Tampering.recordAt(records - 1);
        int n = 1 + random.nextInt(stream.length - last - RECORD_HEAD_BYTES);
        int from = last + RECORD_HEAD_BYTES;
        from += random.nextInt(stream.length - from - n + 1);
        tampering.assertFault(Tampering.without(stream, from, n), CUT, what);
      }
      case 5 -> {
        byte[] more = bytes(9 + random.nextInt(70_000));
        int last = Tampering.recordAt(records - 1);
        int at;
        do {
          at = random.nextInt(stream.length - TAG_BYTES);
          // Inside the last head the length could say what a cut would look like.
        } while (at > last && at < last + RECORD_HEAD_BYTES);
        tampering.assertFault(Tampering.with(stream, at, more), ALTERED, what);
      }
      case 6 ->
          tampering.assertFault(
              Tampering.with(stream, stream.length, bytes(1 + random.nextInt(70_000))),
              TRAILING,
              what);
      case 7 -> {
        int[] order = order(records);
        tampering.assertFault(
            Tampering.records(stream, order),
            Tampering.ofOrder(records, order),
            what + " " + Arrays.toString(order));
      }
      case 8 -> {
        // One record, or what begins with it, of another stream of the same key and place.
        byte[] mixed = stream.clone();
        int from = Tampering.recordAt(record);
        int until = random.nextBoolean() ? stream.length : Tampering.recordAt(record + 1);
        System.arraycopy(other, from, mixed, from, Math.min(until, stream.length) - from);
        tampering.assertFault(mixed, ALTERED, what);
      }
      case 9 ->
          tampering.assertFault(
              Tampering.spliced(other, stream, HEADER_BYTES), ALTERED, what + ", another's header");
      case 10 -> tampering.assertFault(stream, key, elsewhere(), WRONG_PLACE, what);
      default -> {
        boolean epoch = random.nextBoolean();
        EpochKey wrong = EpochKey.random("app-1", SCOPE, epoch ? 1 + random.nextInt(9) : 0);
        StreamContext at = random.nextBoolean() ? place : elsewhere();
        tampering.assertFault(stream, wrong, at, WRONG_KEY, what);
      }
    }
  }

  /** A run of bytes, in the header, or in a record behind its head. */
  private byte[] overwritten(byte[] stream) {
    byte[] copy;
    do {
      copy = stream.clone();
      int record = random.nextInt(Tampering.records(stream) + 1) - 1;
      int from = record < 0 ? 0 : Tampering.recordAt(record) + RECORD_HEAD_BYTES;
      int until = Math.min(stream.length, Tampering.recordAt(record + 1));
      from += random.nextInt(until - from);
      until = from + 1 + random.nextInt(until - from);
      if (random.nextBoolean()) {
        Arrays.fill(copy, from, until, (byte) random.nextInt(256));
      } else {
        System.arraycopy(bytes(until - from), 0, copy, from, until - from);
      }
    } while (Arrays.equals(copy, stream));
    return copy;
  }

  /** Bytes taken out before the last record, fewer than it has: what follows moves up. */
  private byte[] taken(byte[] stream, int records) {
    int last = Tampering.recordAt(records - 1);
    int record = random.nextInt(records - 1);
    int from = Tampering.recordAt(record) + RECORD_HEAD_BYTES;
    from += random.nextInt(RECORD_PLAIN_BYTES);
    int n = 1 + random.nextInt(Math.min(RECORD_PLAIN_BYTES / 2, stream.length - last));
    return Tampering.without(stream, from, n);
  }

  /** Some of the records, in some order, that is not theirs: often nearly theirs. */
  private int[] order(int records) {
    int[] right = IntStream.range(0, records).toArray();
    int[] order = right;
    while (Arrays.equals(order, right)) {
      int i = random.nextInt(records);
      int j = random.nextInt(records);
      order = Arrays.copyOf(right, records);
      switch (random.nextInt(4)) {
        case 0 -> order = random.ints(random.nextInt(records + 3), 0, records).toArray();
        case 1 -> order = Arrays.copyOf(right, i);
        case 2 -> {
          order = Arrays.copyOf(right, records + 1);
          order[records] = i;
        }
        default -> {
          order[i] = j;
          order[j] = i;
        }
      }
    }
    return order;
  }

  /** Another application, shuffle, attempt or partition. */
  private StreamContext elsewhere() {
    int off = 1 + random.nextInt(1000);
    return switch (random.nextInt(5)) {
      case 0 -> place("app-" + (1 + off), 3, 17, 4);
      case 1 -> place("app-1", 3 + off, 17, 4);
      case 2 -> place("app-1", 3, 17 + off, 4);
      case 3 -> place("app-1", 3, 17, 4 + off);
      default -> place.with("attempt", off);
    };
  }

  private byte[] bytes(int n) {
    byte[] made = new byte[n];
    random.nextBytes(made);
    return made;
  }
}
