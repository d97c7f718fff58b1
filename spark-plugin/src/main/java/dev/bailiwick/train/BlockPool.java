package dev.bailiwick.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Blocks of floats outside the heap that may be used again. Thread-safe. */
final class BlockPool {
  private final Map<Integer, Deque<FloatBuffer>> free = new HashMap<>();

  /** A block of zeros, an old one if there is one of this size. */
  FloatBuffer take(int floats) {
    synchronized (this) {
      Deque<FloatBuffer> fit = free.get(floats);
      if (fit != null && !fit.isEmpty()) {
        return fit.pop();
      }
    }
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Takes back a block of zeros that nobody uses any more. */
  synchronized void give(FloatBuffer block) {
    free.computeIfAbsent(block.capacity(), n -> new ArrayDeque<>()).push(block);
  }

  synchronized void clear() {
    free.clear();
  }
}
