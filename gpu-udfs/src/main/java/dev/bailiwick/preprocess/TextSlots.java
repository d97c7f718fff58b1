package dev.bailiwick.preprocess;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * Slots of strings, by their bytes. Strings are compared where they lie in the vector; of a vector
 * with a dictionary, each entry is looked up once a batch.
 */
final class TextSlots implements Slots {
  private static final int UNSEEN = -2;

  private final byte[][] keys;
  private final int[] hashes;
  private final int[] slots;
  private final int mask;
  private int[] ofDictionary = {};
  private int seenIds;

  TextSlots(Map<String, Integer> index) {
    int capacity = Integer.highestOneBit(Math.max(4, 2 * index.size())) << 1;
    keys = new byte[capacity][];
    hashes = new int[capacity];
    slots = new int[capacity];
    mask = capacity - 1;
    Arrays.fill(slots, NONE);
    index.forEach((value, slot) -> put(value.getBytes(StandardCharsets.UTF_8), slot));
  }

  private void put(byte[] key, int slot) {
    int hash = 0;
    for (byte b : key) {
      hash = step(hash, b);
    }
    int at = spread(hash);
    while (slots[at] != NONE) {
      at = (at + 1) & mask;
    }
    keys[at] = key;
    hashes[at] = hash;
    slots[at] = slot;
  }

  /** Spark gives each batch another dictionary object, which may or may not be of other values. */
  @Override
  public void begin(ColumnVector column) {
    Arrays.fill(ofDictionary, 0, seenIds, UNSEEN);
    seenIds = 0;
  }

  @Override
  public void find(ColumnVector column, int from, int rows, int[] out) {
    if (!(column instanceof WritableColumnVector vector)) {
      for (int i = 0; i < rows; i++) {
        out[i] = slot(column.getUTF8String(from + i).getBytes());
      }
    } else if (vector.hasDictionary()) {
      WritableColumnVector ids = vector.getDictionaryIds();
      for (int i = 0; i < rows; i++) {
        out[i] = slotOfId(ids.getDictId(from + i), vector, from + i);
      }
    } else {
      WritableColumnVector bytes = vector.arrayData();
      for (int i = 0; i < rows; i++) {
        out[i] = slot(bytes, vector.getArrayOffset(from + i), vector.getArrayLength(from + i));
      }
    }
  }

  private int slotOfId(int id, ColumnVector column, int row) {
    if (id >= ofDictionary.length) {
      int known = ofDictionary.length;
      ofDictionary = Arrays.copyOf(ofDictionary, Math.max(id + 1, 2 * known));
      Arrays.fill(ofDictionary, known, ofDictionary.length, UNSEEN);
    }
    int slot = ofDictionary[id];
    if (slot == UNSEEN) {
      slot = slot(column.getUTF8String(row).getBytes());
      ofDictionary[id] = slot;
      seenIds = Math.max(seenIds, id + 1);
    }
    return slot;
  }

  private int slot(byte[] value) {
    int hash = 0;
    for (byte b : value) {
      hash = step(hash, b);
    }
    for (int at = spread(hash); slots[at] != NONE; at = (at + 1) & mask) {
      if (hashes[at] == hash && Arrays.equals(keys[at], value)) {
        return slots[at];
      }
    }
    return NONE;
  }

  private int slot(WritableColumnVector bytes, int offset, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = step(hash, bytes.getByte(offset + i));
    }
    for (int at = spread(hash); slots[at] != NONE; at = (at + 1) & mask) {
      if (hashes[at] == hash && equal(keys[at], bytes, offset, length)) {
        return slots[at];
      }
    }
    return NONE;
  }

  private static boolean equal(byte[] key, WritableColumnVector bytes, int offset, int length) {
    if (key.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (key[i] != bytes.getByte(offset + i)) {
        return false;
      }
    }
    return true;
  }

  private static int step(int hash, byte b) {
    return 31 * hash + b;
  }

  private int spread(int hash) {
    return (hash ^ (hash >>> 15)) & mask;
  }
}
