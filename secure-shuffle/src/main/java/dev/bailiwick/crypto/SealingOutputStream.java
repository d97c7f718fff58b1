package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.SealFormat.FRAME_HEAD_BYTES;
import static dev.bailiwick.crypto.SealFormat.HEADER_BYTES;
import static dev.bailiwick.crypto.SealFormat.RECORD_PLAIN_BYTES;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes plaintext, writes sealed bytes. A full record waits until it is known not to be the last.
 */
final class SealingOutputStream extends OutputStream {
  private final OutputStream sink;
  private final EpochKey key;
  private final StreamContext context;
  private final Padding padding;

  /** Where content begins in a record: after the head of its frame, if there is one. */
  private final int contentFrom;

  private @Nullable Workbench bench;
  private @Nullable IOException failed;
  private boolean begun;
  private long index;
  private int filled;
  private long framed;

  SealingOutputStream(OutputStream sink, EpochKey key, StreamContext context, Padding padding) {
    this.sink = sink;
    this.key = key;
    this.context = context;
    this.padding = padding;
    this.contentFrom = padding.isNone() ? 0 : FRAME_HEAD_BYTES;
    this.filled = contentFrom;
    this.bench = Workbench.borrow();
  }

  @Override
  public void write(int b) throws IOException {
    Workbench mine = open();
    if (filled == RECORD_PLAIN_BYTES) {
      emitFilled(mine);
    }
    mine.plain[filled++] = (byte) b;
  }

  @Override
  public void write(byte[] plain, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, plain.length);
    Workbench mine = open();
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (filled == RECORD_PLAIN_BYTES) {
        emitFilled(mine);
      }
      if (filled == 0 && end - at > RECORD_PLAIN_BYTES) {
        // More follows in this very array: no copy.
        emit(mine, plain, at, RECORD_PLAIN_BYTES, false);
        at += RECORD_PLAIN_BYTES;
      } else {
        int n = Math.min(end - at, RECORD_PLAIN_BYTES - filled);
        System.arraycopy(plain, at, mine.plain, filled, n);
        filled += n;
        at += n;
      }
    }
  }

  /** Passes on what was sealed. It does not end a record: a plaintext has one possible division. */
  @Override
  public void flush() throws IOException {
    sink.flush();
  }

  @Override
  public void close() throws IOException {
    Workbench mine = bench;
    if (mine == null) {
      return;
    }
    try (OutputStream closing = sink) {
      if (failed == null) {
        if (padding.isNone()) {
          emit(mine, mine.plain, 0, filled, true);
        } else {
          emitPadded(mine);
        }
        closing.flush();
      }
    } finally {
      bench = null;
      mine.usedPlain(index > 0 ? RECORD_PLAIN_BYTES : filled);
      mine.giveBack();
    }
  }

  /** A full record that is known not to be the last. */
  private void emitFilled(Workbench mine) throws IOException {
    if (contentFrom > 0) {
      frame(mine);
    }
    emit(mine, mine.plain, 0, filled, false);
    filled = contentFrom;
  }

  /** Writes the head of the frame over what was filled. */
  private void frame(Workbench mine) {
    int content = filled - FRAME_HEAD_BYTES;
    ByteBuffer.wrap(mine.plain).putInt(0, content);
    framed += content;
  }

  /** The last content, and zeros until the padded length is reached. */
  private void emitPadded(Workbench mine) throws IOException {
    frame(mine);
    long left = SealFormat.innerLength(framed, padding) - index * (long) RECORD_PLAIN_BYTES;
    Arrays.fill(mine.plain, filled, RECORD_PLAIN_BYTES, (byte) 0);
    while (left > RECORD_PLAIN_BYTES) {
      emit(mine, mine.plain, 0, RECORD_PLAIN_BYTES, false);
      Arrays.fill(mine.plain, 0, filled, (byte) 0);
      left -= RECORD_PLAIN_BYTES;
    }
    emit(mine, mine.plain, 0, (int) left, true);
  }

  private void emit(Workbench mine, byte[] plain, int offset, int length, boolean last)
      throws IOException {
    try {
      if (!begun) {
        begin(mine);
      }
      if (index == SealFormat.MAX_RECORDS) {
        throw new IOException("A sealed stream ends after 2^32 records: begin another");
      }
      int sealedBytes = mine.cipher.seal(index, last, plain, offset, length, mine.sealed);
      index++;
      sink.write(mine.sealed, 0, sealedBytes);
    } catch (IOException e) {
      failed = e;
      throw e;
    }
  }

  private void begin(Workbench mine) throws IOException {
    byte[] header = new byte[HEADER_BYTES];
    byte[] placeDigest = context.digest();
    mine.cipher.start(
        StreamHeader.write(header, key, placeDigest, contentFrom > 0, mine.hkdf), placeDigest);
    begun = true;
    sink.write(header);
  }

  private Workbench open() throws IOException {
    if (bench == null) {
      throw new IOException("This sealed stream was closed");
    }
    if (failed != null) {
      throw new IOException("This sealed stream failed before", failed);
    }
    return bench;
  }
}
