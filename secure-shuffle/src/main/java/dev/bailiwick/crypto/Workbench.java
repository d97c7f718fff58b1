package dev.bailiwick.crypto;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stream needs while it is open: a cipher, an HMAC, one record of plaintext, one sealed
 * record. Lent for the life of a stream and used again, because making 130 KiB of buffers and two
 * JCE objects costs more than sealing a small shuffle block.
 */
final class Workbench {
  /** More benches than this at rest are left to the garbage collector. */
  private static final int MAX_AT_REST = 4 * Runtime.getRuntime().availableProcessors();

  private static final ArrayDeque<Workbench> AT_REST = new ArrayDeque<>();

  final Hkdf hkdf = new Hkdf();
  final RecordCipher cipher = new RecordCipher();
  final byte[] plain = new byte[SealFormat.RECORD_PLAIN_BYTES];
  final byte[] sealed = new byte[SealFormat.RECORD_PLAIN_BYTES + SealFormat.RECORD_OVERHEAD_BYTES];

  private int plainBytesUsed;

  private Workbench() {}

  static Workbench borrow() {
    @Nullable Workbench bench;
    synchronized (AT_REST) {
      bench = AT_REST.pollFirst();
    }
    return bench == null ? new Workbench() : bench;
  }

  /** Remembers how much of {@link #plain} holds plaintext, for {@link #giveBack()} to overwrite. */
  void usedPlain(int bytes) {
    plainBytesUsed = Math.max(plainBytesUsed, bytes);
  }

  /** The borrower must not touch the bench after this. */
  void giveBack() {
    Arrays.fill(plain, 0, plainBytesUsed, (byte) 0);
    plainBytesUsed = 0;
    cipher.forget();
    hkdf.forget();
    synchronized (AT_REST) {
      if (AT_REST.size() < MAX_AT_REST) {
        AT_REST.addFirst(this);
      }
    }
  }
}
