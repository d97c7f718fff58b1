package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/**
 * On object stores: the file appears when its stream is closed, whole, and only if the name is free
 * then ({@code If-None-Match: *} of S3).
 *
 * <p>A store that does not know the condition may ignore it, and would overwrite. So before the
 * first file of a process in a store, a small file {@value #PROBE} is created in the folder twice,
 * and the second time must fail.
 */
final class ConditionalCreation implements ExclusiveCreation {
  static final String PROBE = ".create-if-absent";

  private static final byte[] PROBE_BYTES =
      "Created twice, to see that the second time fails.\n".getBytes(StandardCharsets.UTF_8);

  /** The stores that were seen to keep the condition. */
  private static final Set<URI> PROVEN = ConcurrentHashMap.newKeySet();

  private final FileSystem fs;

  ConditionalCreation(FileSystem fs) {
    this.fs = fs;
  }

  @Override
  public boolean create(Path file, byte[] bytes) throws IOException {
    requireCondition(file.getParent());
    try {
      put(file, bytes);
      return true;
    } catch (IOException e) {
      // A request that was repeated because its answer was lost finds its own file, and that is
      // ours: no other writer signs the same bytes.
      return holds(file, bytes, e);
    }
  }

  private void requireCondition(Path folder) throws IOException {
    if (PROVEN.contains(fs.getUri())) {
      return;
    }
    Path probe = new Path(folder, PROBE);
    for (int time = 0; time < 2; time++) {
      try {
        put(probe, PROBE_BYTES);
      } catch (IOException e) {
        if (holds(probe, PROBE_BYTES, e)) {
          PROVEN.add(fs.getUri());
          return;
        }
        throw e;
      }
    }
    throw new BailiwickException(
        ErrorCode.GUARD_MISSING,
        "The store of "
            + folder
            + " created "
            + PROBE
            + " twice: it ignores the condition that the name is free (If-None-Match), so two writers"
            + " could both win. Keep manifests in another store, on HDFS or in local files; the"
            + " shards may stay.");
  }

  /** Whether these bytes are there; rethrows why they were not written if nothing is there. */
  private boolean holds(Path file, byte[] bytes, IOException notWritten) throws IOException {
    try (FSDataInputStream in = fs.open(file)) {
      return Arrays.equals(in.readAllBytes(), bytes);
    } catch (FileNotFoundException e) {
      throw notWritten;
    } catch (IOException e) {
      notWritten.addSuppressed(e);
      throw notWritten;
    }
  }

  private void put(Path file, byte[] bytes) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = fs.createFile(file).overwrite(true).recursive();
    builder.must(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    FSDataOutputStream out = builder.build();
    try {
      out.write(bytes);
    } catch (IOException | RuntimeException e) {
      // Closing would make a file of the part that was written.
      out.abort();
      throw e;
    }
    out.close();
  }
}
