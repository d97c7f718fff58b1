package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * What a record costs in memory once a stream runs. The JDK's cipher takes its nonce in an object,
 * and copies it: 1.1 KB that nobody can spare. Buffers of the record's size are not among it.
 */
class SteadyStateTest {
  private static final int RECORD_BYTES = 64 * 1024;
  private static final int RECORDS = 512;
  private static final int SMALL = 2048;

  private final EpochKey key = EpochKey.random("app", KeyScope.ungoverned("intermediate"), 0);
  private final StreamContext context = StreamContext.of("test");
  private final byte[] record = new byte[RECORD_BYTES];

  @Test
  void sealingARecordAllocatesNoBuffer() throws Exception {
    try (OutputStream out = SealedStreams.seal(OutputStream.nullOutputStream(), key, context)) {
      write(out, RECORDS);
      long before = allocated();
      write(out, RECORDS);
      assertThat((allocated() - before) / RECORDS).isLessThan(SMALL);
    }
  }

  @Test
  void openingARecordAllocatesNoBuffer() throws Exception {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    try (OutputStream out = SealedStreams.seal(sealed, key, context)) {
      write(out, 2 * RECORDS);
    }
    byte[] bytes = sealed.toByteArray();
    try (InputStream in = SealedStreams.open(new ByteArrayInputStream(bytes), key, context)) {
      read(in, RECORDS);
      long before = allocated();
      read(in, RECORDS - 1);
      assertThat((allocated() - before) / RECORDS).isLessThan(SMALL);
    }
  }

  private void write(OutputStream out, int records) throws Exception {
    for (int i = 0; i < records; i++) {
      out.write(record);
    }
  }

  private void read(InputStream in, int records) throws Exception {
    for (int i = 0; i < records; i++) {
      // No assertion here: it would allocate, too.
      if (in.readNBytes(record, 0, RECORD_BYTES) != RECORD_BYTES) {
        throw new AssertionError("The stream is too short");
      }
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
