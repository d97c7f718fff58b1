package dev.bailiwick.cli.bench;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.crypto.StreamContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Sealed streams against the bare AES-256-GCM of the JDK, on one core. */
final class SealingBenchmark implements Benchmark {
  private static final int RECORD_BYTES = 64 * 1024;
  private static final int RECORDS = 1024;
  private static final int TAG_BITS = 128;
  private static final int NONCE_BYTES = 12;
  private static final double GIGA = 1e9;

  @Override
  public String name() {
    return "sealing";
  }

  @Override
  public String about() {
    return "Sealing and opening 64 MiB as a sealed stream, against the JDK's AES-256-GCM alone in"
        + " records of 64 KiB.";
  }

  @Override
  public BenchResult run() throws Exception {
    byte[] plain = new byte[RECORD_BYTES * RECORDS];
    new SplittableRandom(7).nextBytes(plain);
    EpochKey key = EpochKey.random("bench", KeyScope.ungoverned("intermediate"), 0);
    StreamContext context = StreamContext.of("bench").with("app", "bench");
    byte[] sealed = SealedStreams.seal(plain, key, context);
    BareCipher bare = new BareCipher();
    byte[][] ciphertext = bare.encrypt(plain);

    List<BenchResult.Case> cases =
        new Trials()
            .add("seal", () -> seal(plain, key, context))
            .add("jdk encrypt", () -> bare.encrypt(plain))
            .add("open", () -> open(sealed, key, context))
            .add("jdk decrypt", () -> bare.decrypt(ciphertext))
            .run();
    SortedMap<String, Double> figures = new TreeMap<>();
    for (BenchResult.Case one : cases) {
      figures.put(
          one.name().replace(' ', '_') + "_gb_per_s", plain.length / GIGA / one.medianSeconds());
    }
    figures.put("seal_over_jdk", cases.get(0).medianSeconds() / cases.get(1).medianSeconds());
    figures.put("open_over_jdk", cases.get(2).medianSeconds() / cases.get(3).medianSeconds());
    return new BenchResult(name(), cases, figures);
  }

  private static void seal(byte[] plain, EpochKey key, StreamContext context) throws Exception {
    try (OutputStream out = SealedStreams.seal(OutputStream.nullOutputStream(), key, context)) {
      for (int at = 0; at < plain.length; at += RECORD_BYTES) {
        out.write(plain, at, RECORD_BYTES);
      }
    }
  }

  private static void open(byte[] sealed, EpochKey key, StreamContext context) throws Exception {
    byte[] buffer = new byte[RECORD_BYTES];
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(sealed), key, context)) {
      while (in.read(buffer) >= 0) {
        // Only the opening is timed.
      }
    }
  }

  /** What a user would write with the JDK alone: a record, a nonce that counts, a tag. */
  private static final class BareCipher {
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final Cipher cipher;
    private int nonce;

    BareCipher() throws Exception {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    byte[][] encrypt(byte[] plain) throws Exception {
      byte[][] records = new byte[RECORDS][];
      nonce = 0;
      for (int i = 0; i < RECORDS; i++) {
        cipher.init(Cipher.ENCRYPT_MODE, key, next());
        records[i] = cipher.doFinal(plain, i * RECORD_BYTES, RECORD_BYTES);
      }
      return records;
    }

    void decrypt(byte[][] records) throws Exception {
      nonce = 0;
      for (byte[] record : records) {
        cipher.init(Cipher.DECRYPT_MODE, key, next());
        cipher.doFinal(record);
      }
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
