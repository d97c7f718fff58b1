package dev.bailiwick.shuffle.internal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.spark.shuffle.api.ShuffleMapOutputWriter;

/** Turns the only spill file of a map task into its output. */
final class ResealedSpill {
  private static final int COPY_BYTES = 64 * 1024;

  private ResealedSpill() {}

  /**
   * Copies each part of {@code spill} into its partition of {@code output}, commits, and deletes
   * the file.
   *
   * @param lengths the parts' lengths in the spill; afterwards those in the output, for Spark tells
   *     the readers these
   */
  static void transfer(File spill, long[] lengths, long[] checksums, ShuffleMapOutputWriter output)
      throws IOException {
    try (InputStream parts =
        new BufferedInputStream(Files.newInputStream(spill.toPath()), COPY_BYTES)) {
      byte[] buffer = new byte[COPY_BYTES];
      for (int i = 0; i < lengths.length; i++) {
        if (lengths[i] > 0) {
          try (OutputStream partition =
              LocalSeal.opening(output.getPartitionWriter(i).openStream(), LocalSeal.staged())) {
            copy(parts, lengths[i], partition, buffer);
          }
        }
      }
      long[] sealed = output.commitAllPartitions(checksums).getPartitionLengths();
      System.arraycopy(sealed, 0, lengths, 0, lengths.length);
    } catch (IOException | RuntimeException e) {
      abort(output, e);
      throw e;
    }
    Files.deleteIfExists(spill.toPath());
  }

  private static void copy(InputStream from, long bytes, OutputStream to, byte[] buffer)
      throws IOException {
    for (long left = bytes; left > 0; ) {
      int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("A spill file ended " + left + " bytes before its last part did");
      }
      to.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void abort(ShuffleMapOutputWriter output, Exception reason) {
    try {
      output.abort(reason);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
