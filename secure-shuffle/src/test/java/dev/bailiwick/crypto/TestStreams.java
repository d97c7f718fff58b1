package dev.bailiwick.crypto;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Streams that only somebody who holds the key could make, and this program does not. */
final class TestStreams {
  private TestStreams() {}

  /** A stream whose header promises frames, and whose records hold these bytes as they are. */
  static byte[] inFrames(byte[] inner, EpochKey key, StreamContext place) {
    byte[] header = new byte[SealFormat.HEADER_BYTES];
    byte[] digest = place.digest();
    Workbench bench = Workbench.borrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bench.cipher.start(StreamHeader.write(header, key, digest, true, bench.hkdf), digest);
    out.writeBytes(header);
    long index = 0;
    int at = 0;
    do {
      int n = Math.min(SealFormat.RECORD_PLAIN_BYTES, inner.length - at);
      boolean last = at + n == inner.length;
      int sealed = bench.cipher.seal(index++, last, inner, at, n, bench.sealed);
      out.writeBytes(Arrays.copyOf(bench.sealed, sealed));
      at += n;
    } while (at < inner.length);
    bench.giveBack();
    return out.toByteArray();
  }
}
