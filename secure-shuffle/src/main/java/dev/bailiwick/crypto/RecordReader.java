package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.LAST_RECORD_BIT;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;
import static dev.bailiwick.crypto.SealFormat.TAG_BYTES;

import java.nio.ByteBuffer;

/**
 * The reader's judgement, record by record, for both directions of flow (pulled from an input
 * stream, pushed into an output stream). It is given bytes and says what they are; the callers only
 * move them.
 */
final class RecordReader {
  private final Workbench bench;
  private final ByteBuffer sealedView;
  private final EpochKey key;
  private final StreamContext expected;
  private long nextIndex;
  private boolean last;
  private int plainLength;

  RecordReader(Workbench bench, EpochKey key, StreamContext expected) {
    this.bench = bench;
    this.sealedView = ByteBuffer.wrap(bench.sealed);
    this.key = key;
    this.expected = expected;
  }

  /** Judges the header, and takes the key of the records from it. */
  void header(byte[] header) throws SealException {
    byte[] placeDigest = expected.digest();
    RawKey recordKey = StreamHeader.verify(header, key, expected, placeDigest, bench.hkdf);
    bench.cipher.start(recordKey, placeDigest);
  }

  /**
   * Judges the head of a record, which is at the start of the bench's sealed buffer.
   *
   * @return how many bytes of ciphertext and tag follow
   */
  int recordHead() throws SealException {
    int word = sealedView.getInt(4);
    last = (word & LAST_RECORD_BIT) != 0;
    plainLength = word & ~LAST_RECORD_BIT;
    boolean possible =
        last
            ? plainLength <= RECORD_PLAIN_BYTES && (plainLength > 0 || nextIndex == 0)
            : plainLength == RECORD_PLAIN_BYTES;
    if (!possible) {
      throw fault(SealFault.ALTERED, "its length field says " + plainLength + " bytes");
    }
    return plainLength + TAG_BYTES;
  }

  /**
   * Opens the record whose head was judged and whose bytes are complete.
   *
   * @return the bytes of plaintext, at the start of the bench's plain buffer
   */
  int record() throws SealException {
    long claimed = Integer.toUnsignedLong(sealedView.getInt(0));
    boolean opens = bench.cipher.open(claimed, last, bench.sealed, plainLength, bench.plain);
    bench.usedPlain(plainLength);
    if (!opens) {
      throw fault(SealFault.ALTERED, "its tag does not hold");
    }
    if (claimed != nextIndex) {
      throw fault(SealFault.REORDERED, "record " + claimed + " is in its position");
    }
    nextIndex++;
    return plainLength;
  }

  /** Whether the record opened last was the last of its stream. */
  boolean atEnd() {
    return last && nextIndex > 0;
  }

  /** What to say when the stream ends inside a head or before the last record. */
  SealException cutInHead(int available) {
    return fault(
        SealFault.CUT,
        available == 0 ? "the stream ends before it" : "the stream ends in its first bytes");
  }

  /**
   * What to say when the stream ends inside a record. A length field that was made larger looks
   * like a cut; but then what is there opens as the shorter record that it was.
   */
  SealException cutInBody(int available) {
    int wholeLength = available - TAG_BYTES;
    if (wholeLength >= 0) {
      boolean opens = bench.cipher.open(nextIndex, true, bench.sealed, wholeLength, bench.plain);
      bench.usedPlain(wholeLength);
      if (opens) {
        return fault(SealFault.ALTERED, "its length field is not what was written");
      }
    }
    return fault(
        SealFault.CUT,
        "the stream ends after " + available + " of its " + (plainLength + TAG_BYTES) + " bytes");
  }

  SealException trailing() {
    return new SealException(
        SealFault.TRAILING, expected, "there is a byte after its last record, " + (nextIndex - 1));
  }

  SealException incompleteHeader(byte[] header, int available) {
    return StreamHeader.incomplete(header, available, expected);
  }

  private SealException fault(SealFault fault, String detail) {
    return new SealException(fault, expected, "record " + nextIndex + ": " + detail);
  }
}
