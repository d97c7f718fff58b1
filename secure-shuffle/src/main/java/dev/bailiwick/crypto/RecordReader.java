package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.FRAME_CONTENT_BYTES;
import static dev.bailiwick.crypto.SealFormat.FRAME_HEAD_BYTES;
import static dev.bailiwick.crypto.SealFormat.LAST_RECORD_BIT;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;
import static dev.bailiwick.crypto.SealFormat.TAG_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The reader's judgement, record by record, for both directions of flow (pulled from an input
 * stream, pushed into an output stream). It is given bytes and says what they are; the callers only
 * move them.
 */
final class RecordReader {
  private static final byte[] ZEROS = new byte[RECORD_PLAIN_BYTES];

  private final Workbench bench;
  private final ByteBuffer sealedView;
  private final EpochKeys keys;
  private final StreamContext expected;
  private long nextIndex;
  private boolean last;
  private int plainLength;
  private boolean padded;
  private boolean contentEnded;
  private int contentFrom;

  RecordReader(Workbench bench, EpochKeys keys, StreamContext expected) {
    this.bench = bench;
    this.sealedView = ByteBuffer.wrap(bench.sealed);
    this.keys = keys;
    this.expected = expected;
  }

  /** Judges the header, and takes the key of the records from it. */
  void header(byte[] header) throws IOException {
    byte[] placeDigest = expected.digest();
    RawKey recordKey = StreamHeader.verify(header, keys, expected, placeDigest, bench.hkdf);
    bench.cipher.start(recordKey, placeDigest);
    padded = StreamHeader.isPadded(header);
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
   * @return the bytes of content, in the bench's plain buffer from {@link #contentFrom()}; 0 for a
   *     record of padding, and for the only one of an empty stream
   */
  int record() throws SealException {
    long claimed = Integer.toUnsignedLong(sealedView.getInt(0));
    boolean opens = bench.cipher.open(claimed, last, bench.sealed, plainLength, bench.plain, 0);
    bench.usedPlain(plainLength);
    if (!opens) {
      throw fault(SealFault.ALTERED, "its tag does not hold");
    }
    if (claimed != nextIndex) {
      throw fault(SealFault.REORDERED, "record " + claimed + " is in its position");
    }
    nextIndex++;
    return padded ? frame() : plainLength;
  }

  /**
   * Opens the record into an array of the caller's, which saves a copy, if that is possible: if it
   * is not, because it is padded or not the record that is due, then {@link #record()} judges it.
   *
   * @param to has room for the longest record from {@code at}
   * @return the bytes of content, or -1
   */
  int recordInto(byte[] to, int at) throws SealException {
    if (padded || Integer.toUnsignedLong(sealedView.getInt(0)) != nextIndex) {
      return -1;
    }
    if (!bench.cipher.open(nextIndex, last, bench.sealed, plainLength, to, at)) {
      throw fault(SealFault.ALTERED, "its tag does not hold");
    }
    nextIndex++;
    return plainLength;
  }

  /** Where the content of the record begins. */
  int contentFrom() {
    return contentFrom;
  }

  /** An authentic record: what is wrong here was written so by a holder of the key. */
  private int frame() throws SealException {
    contentFrom = FRAME_HEAD_BYTES;
    int content = plainLength < FRAME_HEAD_BYTES ? -1 : ByteBuffer.wrap(bench.plain).getInt(0);
    boolean possible =
        content >= 0
            && content <= plainLength - FRAME_HEAD_BYTES
            && (content == 0 || !contentEnded);
    if (!possible || !isZero(FRAME_HEAD_BYTES + content, plainLength)) {
      throw fault(SealFault.ALTERED, "its frame is not one that this format makes");
    }
    contentEnded = content < FRAME_CONTENT_BYTES;
    return content;
  }

  private boolean isZero(int from, int to) {
    int length = to - from;
    return length == 0 || Arrays.equals(bench.plain, from, to, ZEROS, 0, length);
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
      boolean opens = bench.cipher.open(nextIndex, true, bench.sealed, wholeLength, bench.plain, 0);
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
