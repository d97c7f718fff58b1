package dev.bailiwick.cli.bench;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.crypto.StreamContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Sealed streams against the bare AES-256-GCM of the JDK, on one core. */
final class CryptoBenchmark implements Benchmark {
  private static final int RECORD_BYTES = 64 * 1024;

  /**
   * What is sealed and opened, again and again: it stays in a cache, for memory is not measured.
   */
  private static final int RECORDS = 64;

  private static final int TIMES = 16;
  private static final int TAG_BITS = 128;
  private static final int NONCE_BYTES = 12;
  private static final int WARM_UP_ROUNDS = 10;
  private static final int ROUNDS = 41;
  private static final double GIGA = 1e9;

  @Override
  public String name() {
    return "crypto";
  }

  @Override
  public String about() {
    return "Sealing and opening 16 times 4 MiB as a sealed stream in pieces of 64 KiB, against the JDK's"
        + " AES-256-GCM alone on the same buffers, and beside openssl where it is installed.";
  }

  @Override
  public BenchResult run(Consumer<String> progress) throws Exception {
    byte[] plain = new byte[RECORD_BYTES * RECORDS];
    new SplittableRandom(7).nextBytes(plain);
    EpochKey key = EpochKey.random("bench", KeyScope.ungoverned("intermediate"), 0);
    StreamContext context = StreamContext.of("bench").with("app", "bench");
    byte[] sealed = SealedStreams.seal(plain, key, context);
    BareCipher bare = new BareCipher();
    bare.encrypt(plain);
    requireEqual(plain, open(sealed, key, context), "sealed stream");
    requireEqual(plain, bare.decrypt(), "JDK's cipher");

    List<BenchResult.Case> cases =
        new Trials(WARM_UP_ROUNDS, ROUNDS)
            .add("seal", times(() -> seal(plain, key, context)))
            .add("jdk encrypt", times(() -> bare.encrypt(plain)))
            .add("open", times(() -> open(sealed, key, context)))
            .add("jdk decrypt", times(bare::decrypt))
            .run();
    SortedMap<String, Double> figures = new TreeMap<>();
    for (BenchResult.Case one : cases) {
      figures.put(
          one.name().replace(' ', '_') + "_gb_per_s",
          TIMES * plain.length / GIGA / one.medianSeconds());
    }
    figures.put("seal_to_jdk", cases.get(1).medianSeconds() / cases.get(0).medianSeconds());
    figures.put("open_to_jdk", cases.get(3).medianSeconds() / cases.get(2).medianSeconds());
    OpensslSpeed.gigabytesPerSecond(RECORD_BYTES)
        .ifPresent(rate -> figures.put("openssl_encrypt_gb_per_s", rate));
    return new BenchResult(name(), cases, figures);
  }

  private static Trials.Work times(Trials.Work once) {
    return () -> {
      for (int i = 0; i < TIMES; i++) {
        once.run();
      }
    };
  }

  /** A cipher that gave something else would be fast for nothing. */
  private static void requireEqual(byte[] plain, byte[] lastPiece, String whose) {
    if (!Arrays.equals(
        plain, plain.length - RECORD_BYTES, plain.length, lastPiece, 0, RECORD_BYTES)) {
      throw new IllegalStateException("The " + whose + " did not give back what went in");
    }
  }

  private static void seal(byte[] plain, EpochKey key, StreamContext context) throws Exception {
    try (OutputStream out = SealedStreams.seal(OutputStream.nullOutputStream(), key, context)) {
      for (int at = 0; at < plain.length; at += RECORD_BYTES) {
        out.write(plain, at, RECORD_BYTES);
      }
    }
  }

  /** Gives the last piece. */
  private static byte[] open(byte[] sealed, EpochKey key, StreamContext context) throws Exception {
    byte[] buffer = new byte[RECORD_BYTES];
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, context)) {
      while (in.read(buffer) >= 0) {
        // Only the opening is timed.
      }
    }
    return buffer;
  }

  /** The fastest that the JDK alone has: a record, a nonce that counts, buffers used again. */
  private static final class BareCipher {
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final Cipher cipher;
    private final byte[][] records = new byte[RECORDS][RECORD_BYTES + TAG_BITS / Byte.SIZE];
    private final byte[] opened = new byte[RECORD_BYTES];
    private int nonce;

    BareCipher() throws Exception {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    void encrypt(byte[] plain) throws Exception {
      nonce = 0;
      for (int i = 0; i < RECORDS; i++) {
        cipher.init(Cipher.ENCRYPT_MODE, key, next());
        cipher.doFinal(plain, i * RECORD_BYTES, RECORD_BYTES, records[i], 0);
      }
    }

    /** Gives the last piece. */
    byte[] decrypt() throws Exception {
      nonce = 0;
      for (byte[] record : records) {
        cipher.init(Cipher.DECRYPT_MODE, key, next());
        cipher.doFinal(record, 0, record.length, opened, 0);
      }
      return opened;
    }

    private GCMParameterSpec next() {
      byte[] bytes = new byte[NONCE_BYTES];
      int n = nonce++;
      for (int i = 0; i < Integer.BYTES; i++) {
        bytes[NONCE_BYTES - 1 - i] = (byte) (n >>> (8 * i));
      }
      return new GCMParameterSpec(TAG_BITS, bytes);
    }
  }
}
