package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The file of a log, locked against a second writer for as long as it is open. */
final class LogFile {
  // Closing any channel of a locked file drops the lock of the whole process, so that within one
  // process a second opening must be refused before it touches the lock file.
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private static final long MIN_PAUSE_NANOS = 1_000_000;
  private static final long MAX_PAUSE_NANOS = 20_000_000;

  private final Path name;
  private final FileChannel data;
  private final FileChannel lock;

  private LogFile(Path name, FileChannel data, FileChannel lock) {
    this.name = name;
    this.data = data;
    this.lock = lock;
  }

  static LogFile open(Path file) {
    return open(file, Duration.ZERO);
  }

  /** The same, but waits for another writer to end. */
  static LogFile open(Path file, Duration wait) {
    long until = System.nanoTime() + wait.toNanos();
    Path name = null;
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().normalize().getParent());
      Path own = folder.toRealPath().resolve(file.getFileName());
      while (!OPEN_HERE.add(own)) {
        pause(file, wait, until);
      }
      name = own;
      return open(file, own, wait, until);
    } catch (IOException e) {
      forget(name);
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "The audit log " + file + " cannot be opened; check the disk and its rights.",
          e);
    } catch (BailiwickException e) {
      forget(name);
      throw e;
    }
  }

  private static LogFile open(Path file, Path name, Duration wait, long until) throws IOException {
    FileChannel lock =
        FileChannel.open(
            name.resolveSibling(name.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() == null) {
        if (wait.isZero()) {
          throw taken(file, wait);
        }
        queue(file, lock, wait, until);
      }
      FileChannel data =
          FileChannel.open(name, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      data.position(data.size());
      return new LogFile(name, data, lock);
    } catch (IOException | BailiwickException e) {
      closeQuietly(lock);
      throw e;
    }
  }

  /** Writes a line; on return it is on the disk. */
  void append(byte[] line) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    while (bytes.hasRemaining()) {
      data.write(bytes);
    }
    data.force(true);
  }

  void cutTo(long bytes) throws IOException {
    if (bytes < data.size()) {
      data.truncate(bytes);
    }
    data.position(bytes);
  }

  void closeQuietly() {
    closeQuietly(data);
    closeQuietly(lock);
    forget(name);
  }

  /**
   * Waits for the lock in the system's own queue: who only looks from time to time can miss it for
   * ever while many want it. If it fails, the channel is closed by the caller, and so the waiting
   * thread ends too.
   */
  private static void queue(Path file, FileChannel lock, Duration wait, long until)
      throws IOException {
    FutureTask<FileLock> locked = new FutureTask<>(lock::lock);
    Thread waiting = new Thread(locked, "waits for " + file.getFileName());
    waiting.setDaemon(true);
    waiting.start();
    try {
      locked.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw taken(file, wait);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(file, e);
    }
  }

  /** Waits a little, and each one differently: else two that met once would meet again. */
  private static void pause(Path file, Duration wait, long until) {
    long left = until - System.nanoTime();
    if (left <= 0) {
      throw taken(file, wait);
    }
    try {
      long nanos = ThreadLocalRandom.current().nextLong(MIN_PAUSE_NANOS, MAX_PAUSE_NANOS);
      TimeUnit.NANOSECONDS.sleep(Math.min(left, nanos));
    } catch (InterruptedException e) {
      throw interrupted(file, e);
    }
  }

  private static BailiwickException interrupted(Path file, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BailiwickException(
        ErrorCode.UNAVAILABLE, "Waiting for the audit log " + file + " was interrupted.", e);
  }

  private static void forget(@Nullable Path name) {
    if (name != null) {
      OPEN_HERE.remove(name);
    }
  }

  private static BailiwickException taken(Path file, Duration wait) {
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "The audit log "
            + file
            + " is being written by another"
            + (wait.isZero()
                ? "; wait for it, or use another file."
                : ", and was not free within "
                    + Math.round(wait.toMillis() / 1000.0)
                    + " s; try again, or end the process that holds its lock."));
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Every line was flushed when it was written: there is nothing left to lose.
    }
  }
}
