package dev.bailiwick.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Authenticated encryption of streams of any length; the format is {@code
 * docs/formats/sealed-stream.md}.
 *
 * <p>Guarantees, to holders of the key and against everybody else: the content is secret; a reader
 * gets a prefix of exactly what was written for exactly the context that it asked for, or a {@link
 * SealException} that says which check failed; the end of the stream is reached only if nothing is
 * missing. A sealed stream opens under one key only (key commitment).
 *
 * <p>Does not: hide the length, unless it is given a {@link Padding}; detect that a whole stream
 * was replaced by an older one of the same key and context (put an attempt or sequence number into
 * the context); tell which holder of the key wrote a stream.
 *
 * <p>Records of 64 KiB, AES-256-GCM by the platform (hardware instructions), a key for each stream
 * by HKDF-SHA-256 from the epoch key and a random salt. Each stream holds about 130 KiB of buffers
 * from its making to its {@code close()}; they are used again. Streams are not thread-safe, and one
 * that is dropped without {@code close()} is incomplete or costs its buffers.
 */
public final class SealedStreams {
  private SealedStreams() {}

  /**
   * Seals what is written into the returned stream. Its {@code close()} writes the last record and
   * closes the sink; nothing written is a valid, empty stream of 132 bytes.
   *
   * <p>If the writer fails and closes all the same, the result is a complete stream of what was
   * written until then: whoever may fail half-way writes to a temporary name and moves it after.
   */
  public static OutputStream seal(OutputStream sink, EpochKey key, StreamContext context) {
    return seal(sink, key, context, Padding.NONE);
  }

  /** As {@link #seal(OutputStream, EpochKey, StreamContext)}, with padding before the end. */
  public static OutputStream seal(
      OutputStream sink, EpochKey key, StreamContext context, Padding padding) {
    return new SealingOutputStream(sink, key, context, padding);
  }

  /**
   * Opens a stream that is all that the source holds. Nothing is read before the first read; each
   * record is authenticated before any of its bytes is given out; closing closes the source.
   *
   * <p>A reader that stops before the end has an authentic prefix, and was not told whether the
   * rest is in order. A stream that failed once, for whatever reason, fails at each further read.
   *
   * @param context what the caller asked for, never taken from the source
   */
  public static InputStream open(InputStream source, EpochKey key, StreamContext context) {
    return open(source, EpochKeys.only(key), context);
  }

  /**
   * As {@link #open(InputStream, EpochKey, StreamContext)}, under the key of the epoch that the
   * header names. The keys are asked at the first read; what they throw is thrown there.
   */
  public static InputStream open(InputStream source, EpochKeys keys, StreamContext context) {
    return new OpeningInputStream(source, keys, context, true);
  }

  /**
   * Opens the stream at the head of a source that holds more, such as several sealed blocks in a
   * row. Reads exactly the stream's bytes and no further; closing leaves the source open. To go on
   * with what follows, read to the end first.
   */
  public static InputStream openLeading(InputStream source, EpochKey key, StreamContext context) {
    return new OpeningInputStream(source, EpochKeys.only(key), context, false);
  }

  /**
   * The push form of {@link #open(InputStream, EpochKey, StreamContext)}: takes sealed bytes in
   * pieces of any size and writes plaintext to the sink, each record after it was authenticated.
   *
   * <p>{@code close()} closes the sink and throws a {@link SealException} if the stream was not
   * complete, or had failed before: what the sink got is then only a prefix.
   */
  public static OutputStream opening(OutputStream plainSink, EpochKey key, StreamContext context) {
    return new OpeningOutputStream(plainSink, EpochKeys.only(key), context);
  }

  /** Seals a whole array. */
  public static byte[] seal(byte[] plain, EpochKey key, StreamContext context) {
    return seal(plain, key, context, Padding.NONE);
  }

  /** Seals a whole array, padded. */
  public static byte[] seal(byte[] plain, EpochKey key, StreamContext context, Padding padding) {
    ByteArrayOutputStream sealed =
        new ByteArrayOutputStream(Math.toIntExact(sealedLength(plain.length, padding)));
    try (OutputStream out = seal(sealed, key, context, padding)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("An array in memory failed", e);
    }
    return sealed.toByteArray();
  }

  /** Opens a whole array, or nothing of it. */
  public static byte[] open(byte[] sealed, EpochKey key, StreamContext context)
      throws SealException {
    try (InputStream in = open(new ByteArrayInputStream(sealed), key, context)) {
      return in.readAllBytes();
    } catch (SealException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("An array in memory failed", e);
    }
  }

  /** The exact length in bytes of the sealed form of so many bytes of plaintext. */
  public static long sealedLength(long plainBytes) {
    return sealedLength(plainBytes, Padding.NONE);
  }

  /** As {@link #sealedLength(long)}, padded. */
  public static long sealedLength(long plainBytes, Padding padding) {
    return SealFormat.sealedLength(plainBytes, padding);
  }
}
