package dev.bailiwick.shuffle.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A stream as a channel that knows how many bytes went through. Closing it closes the stream. */
final class CountingChannel implements WritableByteChannel {
  private static final int COPY_BYTES = 64 * 1024;

  private final OutputStream out;
  private long count;
  private boolean open = true;

  CountingChannel(OutputStream out) {
    this.out = out;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int length = from.remaining();
    if (from.hasArray()) {
      out.write(from.array(), from.arrayOffset() + from.position(), length);
      from.position(from.limit());
    } else {
      byte[] piece = new byte[Math.min(length, COPY_BYTES)];
      while (from.hasRemaining()) {
        int n = Math.min(piece.length, from.remaining());
        from.get(piece, 0, n);
        out.write(piece, 0, n);
      }
    }
    count += length;
    return length;
  }

  long count() {
    return count;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    out.close();
  }
}
