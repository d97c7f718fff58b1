package dev.bailiwick.sharding.spark;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

/**
 * The way of a row through the shuffle: to which file, and where in it. By key, and with equal keys
 * as they lie: by source, partition and number, whichever block comes first.
 */
final class DealKey implements Externalizable, Comparable<DealKey> {
  private static final long serialVersionUID = 1L;

  private int target;
  private long key;
  private int source;
  private int partition;
  private long number;

  /** For whoever reads one back. */
  public DealKey() {}

  DealKey(int target, long key, int source, int partition, long number) {
    this.target = target;
    this.key = key;
    this.source = source;
    this.partition = partition;
    this.number = number;
  }

  int target() {
    return target;
  }

  @Override
  public int compareTo(DealKey other) {
    int order = Integer.compare(target, other.target);
    order = order == 0 ? Long.compare(key, other.key) : order;
    order = order == 0 ? Integer.compare(source, other.source) : order;
    order = order == 0 ? Integer.compare(partition, other.partition) : order;
    return order == 0 ? Long.compare(number, other.number) : order;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DealKey k && compareTo(k) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(key * 31 + number) * 31 + target;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(target);
    out.writeLong(key);
    out.writeInt(source);
    out.writeInt(partition);
    out.writeLong(number);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    target = in.readInt();
    key = in.readLong();
    source = in.readInt();
    partition = in.readInt();
    number = in.readLong();
  }
}
