package dev.bailiwick.shuffle.internal;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Opens its sink at the first byte, and never if there is none. */
final class LazyOutputStream extends OutputStream {
  /** Opens the sink. */
  @FunctionalInterface
  interface Opener {
    OutputStream open() throws IOException;
  }

  private final Opener opener;
  private @Nullable OutputStream sink;
  private boolean closed;

  LazyOutputStream(Opener opener) {
    this.opener = opener;
  }

  @Override
  public void write(int b) throws IOException {
    sink().write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length > 0) {
      sink().write(bytes, from, length);
    }
  }

  @Override
  public void flush() throws IOException {
    if (sink != null && !closed) {
      sink.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      if (sink != null) {
        sink.close();
      }
    }
  }

  private OutputStream sink() throws IOException {
    if (closed) {
      throw new IOException("The stream is closed");
    }
    OutputStream open = sink;
    if (open == null) {
      open = opener.open();
      sink = open;
    }
    return open;
  }
}
