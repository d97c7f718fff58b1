package dev.bailiwick.spark;

import java.io.Serializable;
import java.util.List;

/** What executors send to the driver over the plugin's own channel. Plain classes, no records. */
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
   * Asks what the key of one executor's blocks of a shuffle is for; answered by the text of its
   * scope.
   */
  static final class ScopeOf implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int shuffleId;
    private final String writer;

    ScopeOf(int shuffleId, String writer) {
      this.shuffleId = shuffleId;
      this.writer = writer;
    }

    String writer() {
      return writer;
    }

    int shuffleId() {
      return shuffleId;
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
