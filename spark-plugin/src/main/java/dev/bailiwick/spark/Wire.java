package dev.bailiwick.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What executors send to the driver over the plugin's own channel, and what it answers. Plain
 * classes, no records. An answer is sent as values of the JDK's own classes: Spark reads it with a
 * class loader that does not know jars which came with the application, and an answer that cannot
 * be read is no answer.
 */
final class Wire {
  private Wire() {}

  /** First message of a registration; answered by a challenge. */
  static final class Hello implements Serializable {
    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    Hello(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** Second message of a registration; answered by the driver's own proof. */
  static final class Register implements Serializable {
    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    Register(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** Asks for a key, signed; answered by the key, sealed to the process that signed. */
  static final class KeyRequest implements Serializable {
    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    KeyRequest(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /**
   * Asks in which epoch an executor writes a shuffle from now on, and says what it sealed in each
   * since it last asked; answered by a {@link Grant}.
   */
  static final class ToWrite implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int shuffleId;
    private final String writer;
    private final int[] epochs;
    private final long[] bytes;

    ToWrite(int shuffleId, String writer, Map<Integer, Long> sealed) {
      this.shuffleId = shuffleId;
      this.writer = writer;
      this.epochs = sealed.keySet().stream().mapToInt(Integer::intValue).toArray();
      this.bytes = sealed.values().stream().mapToLong(Long::longValue).toArray();
    }

    int shuffleId() {
      return shuffleId;
    }

    String writer() {
      return writer;
    }

    Map<Integer, Long> sealed() {
      Map<Integer, Long> all = new TreeMap<>();
      for (int i = 0; i < Math.min(epochs.length, bytes.length); i++) {
        all.put(epochs[i], bytes[i]);
      }
      return all;
    }
  }

  /** Seal for these sites, in this epoch, for so long and so many bytes; then ask again. */
  static final class Grant {
    private final String scope;
    private final int epoch;
    private final long nanos;
    private final long bytes;
    private final int oldest;

    Grant(ShuffleEpochs.Grant grant) {
      this.scope = grant.scope().toString();
      this.epoch = grant.epoch();
      this.nanos = grant.time().toNanos();
      this.bytes = grant.bytes();
      this.oldest = grant.oldest();
    }

    Grant(Object sent) {
      Object[] fields = (Object[]) sent;
      this.scope = (String) fields[0];
      this.epoch = (Integer) fields[1];
      this.nanos = (Long) fields[2];
      this.bytes = (Long) fields[3];
      this.oldest = (Integer) fields[4];
    }

    Object[] sent() {
      return new Object[] {scope, epoch, nanos, bytes, oldest};
    }

    String scope() {
      return scope;
    }

    int epoch() {
      return epoch;
    }

    long nanos() {
      return nanos;
    }

    long bytes() {
      return bytes;
    }

    /** Every epoch before this one is over. */
    int oldest() {
      return oldest;
    }
  }

  /**
   * Asks for whom, and in which epochs, an executor wrote a shuffle; answered by {@link Written}.
   */
  static final class ToRead implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int shuffleId;
    private final String writer;

    ToRead(int shuffleId, String writer) {
      this.shuffleId = shuffleId;
      this.writer = writer;
    }

    int shuffleId() {
      return shuffleId;
    }

    String writer() {
      return writer;
    }
  }

  /** The scope of an executor's blocks of a shuffle, and the epochs in which it was written. */
  static final class Written {
    private final String scope;
    private final int[] epochs;

    Written(String scope, int[] epochs) {
      this.scope = scope;
      this.epochs = epochs;
    }

    Written(Object sent) {
      this((String) ((Object[]) sent)[0], (int[]) ((Object[]) sent)[1]);
    }

    Object[] sent() {
      return new Object[] {scope, epochs};
    }

    String scope() {
      return scope;
    }

    Set<Integer> epochs() {
      return IntStream.of(epochs).boxed().collect(Collectors.toUnmodifiableSet());
    }
  }

  /** What one task attempt touched. */
  static final class Touched implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String executorId;
    private final String site;
    private final int stageId;
    private final long taskAttemptId;
    private final String[] paths;

    Touched(String executorId, String site, int stageId, long taskAttemptId, List<String> paths) {
      this.executorId = executorId;
      this.site = site;
      this.stageId = stageId;
      this.taskAttemptId = taskAttemptId;
      this.paths = paths.toArray(String[]::new);
    }

    String executorId() {
      return executorId;
    }

    String site() {
      return site;
    }

    int stageId() {
      return stageId;
    }

    long taskAttemptId() {
      return taskAttemptId;
    }

    List<String> paths() {
      return List.of(paths);
    }
  }

  /** A wall held in an executor: a key was refused, or a block did not open. */
  static final class Refused implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String executorId;
    private final String what;
    private final String transferClass;
    private final String layer;
    private final String text;

    Refused(String executorId, String what, String transferClass, Denial.Layer layer, String text) {
      this.executorId = executorId;
      this.what = what;
      this.transferClass = transferClass;
      this.layer = layer.name();
      this.text = text;
    }

    String executorId() {
      return executorId;
    }

    String what() {
      return what;
    }

    String transferClass() {
      return transferClass;
    }

    Denial.Layer layer() {
      return Denial.Layer.valueOf(layer);
    }

    String text() {
      return text;
    }
  }

  /** Bytes of another kind than shuffle blocks that an executor received. */
  static final class Moved implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String from;
    private final String to;
    private final String transferClass;
    private final long bytes;

    Moved(String from, String to, String transferClass, long bytes) {
      this.from = from;
      this.to = to;
      this.transferClass = transferClass;
      this.bytes = bytes;
    }

    String from() {
      return from;
    }

    String to() {
      return to;
    }

    String transferClass() {
      return transferClass;
    }

    long bytes() {
      return bytes;
    }
  }
}
