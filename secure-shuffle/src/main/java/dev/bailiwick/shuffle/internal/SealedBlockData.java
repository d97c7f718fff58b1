package dev.bailiwick.shuffle.internal;

import dev.bailiwick.crypto.StreamContext;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.storage.BlockData;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Function1;

/** A sealed block on disk, opened at each use. To be sent or cached it is opened into memory. */
final class SealedBlockData implements BlockData {
  /** What a Java array and a frame of the network can hold with room to spare. */
  private static final int CHUNK_BYTES = 64 * 1024 * 1024;

  private final File file;
  private final long bytes;
  private final StreamContext context;

  SealedBlockData(File file, long bytes, StreamContext context) {
    this.file = file;
    this.bytes = bytes;
    this.context = context;
  }

  @Override
  public InputStream toInputStream() {
    try {
      return LocalSeal.open(Files.newInputStream(file.toPath()), context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Object toNetty() {
    return inMemory().toNetty();
  }

  @Override
  public Object toNettyForSsl() {
    return inMemory().toNettyForSsl();
  }

  @Override
  public ChunkedByteBuffer toChunkedByteBuffer(Function1<Object, ByteBuffer> allocator) {
    List<ByteBuffer> chunks = new ArrayList<>();
    byte[] piece = new byte[64 * 1024];
    try (InputStream in = toInputStream()) {
      for (long left = bytes; left > 0; ) {
        ByteBuffer chunk = allocator.apply((int) Math.min(left, CHUNK_BYTES));
        left -= chunk.remaining();
        fill(chunk, in, piece);
        chunks.add(chunk.flip());
      }
      if (in.read() >= 0) {
        throw new IOException("The cached block " + file.getName() + " is longer than was written");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ChunkedByteBuffer(chunks.toArray(ByteBuffer[]::new));
  }

  @Override
  public ByteBuffer toByteBuffer() {
    return inMemory().toByteBuffer();
  }

  @Override
  public long size() {
    return bytes;
  }

  @Override
  public void dispose() {}

  private ChunkedByteBuffer inMemory() {
    return toChunkedByteBuffer(size -> ByteBuffer.allocate((Integer) size));
  }

  private void fill(ByteBuffer chunk, InputStream in, byte[] piece) throws IOException {
    while (chunk.hasRemaining()) {
      int n = in.read(piece, 0, Math.min(piece.length, chunk.remaining()));
      if (n < 0) {
        throw new EOFException(
            "The cached block " + file.getName() + " is shorter than was written");
      }
      chunk.put(piece, 0, n);
    }
  }
}
