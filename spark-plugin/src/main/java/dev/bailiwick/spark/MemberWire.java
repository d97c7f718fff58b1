package dev.bailiwick.spark;

import dev.bailiwick.crypto.KeyRelay;
import java.io.Serializable;
import java.util.List;

/**
 * What executors and the driver say to each other about keys that the driver may not have: signed
 * messages that the driver passes on, and where they belong. Answers are sent as in {@link Wire}.
 */
final class MemberWire {
  private MemberWire() {}

  /** What an executor sends. */
  abstract static class FromMember implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Asks for a key; answered by an {@link Answer}. */
  static final class Ask extends FromMember {
    private static final long serialVersionUID = 1L;
    private final byte[] request;

    Ask(byte[] request) {
      this.request = request;
    }

    byte[] request() {
      return request;
    }
  }

  /** Looks whether the key has come; answered by an {@link Answer}. */
  static final class Look extends FromMember {
    private static final long serialVersionUID = 1L;
    private final String id;

    Look(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /** Asks which requests this executor should answer; answered by {@link Errands}. */
  static final class Idle extends FromMember {
    private static final long serialVersionUID = 1L;
    private final String executorId;

    Idle(String executorId) {
      this.executorId = executorId;
    }

    String executorId() {
      return executorId;
    }
  }

  /** Hands in a key that is sealed for another member. */
  static final class Handed extends FromMember {
    private static final long serialVersionUID = 1L;
    private final String id;
    private final byte[] delivery;

    Handed(String id, byte[] delivery) {
      this.id = id;
      this.delivery = delivery;
    }

    String id() {
      return id;
    }

    byte[] delivery() {
      return delivery;
    }
  }

  /** Does not hand it in. */
  static final class Declined extends FromMember {
    private static final long serialVersionUID = 1L;
    private final String id;
    private final String executorId;
    private final boolean hasIt;
    private final String why;

    Declined(String id, String executorId, boolean hasIt, String why) {
      this.id = id;
      this.executorId = executorId;
      this.hasIt = hasIt;
      this.why = why;
    }

    String id() {
      return id;
    }

    String executorId() {
      return executorId;
    }

    boolean hasIt() {
      return hasIt;
    }

    String why() {
      return why;
    }
  }

  /** What the driver says to {@link Ask} and {@link Look}. */
  static final class Answer {
    private final String kind;
    private final byte[] message;
    private final String text;

    Answer(KeyRelay.Answer answer) {
      this.kind = answer.kind().name();
      this.message = answer.message();
      this.text = answer.text();
    }

    Answer(Object sent) {
      Object[] fields = (Object[]) sent;
      this.kind = (String) fields[0];
      this.message = (byte[]) fields[1];
      this.text = (String) fields[2];
    }

    Object[] sent() {
      return new Object[] {kind, message, text};
    }

    KeyRelay.Kind kind() {
      return KeyRelay.Kind.valueOf(kind);
    }

    byte[] message() {
      return message;
    }

    String text() {
      return text;
    }
  }

  /** What the driver says to {@link Idle}. */
  static final class Errands {
    private final String[] ids;
    private final int[] epochs;
    private final byte[][] requests;

    Errands(List<KeyRelay.Errand> errands) {
      ids = errands.stream().map(KeyRelay.Errand::id).toArray(String[]::new);
      epochs = errands.stream().mapToInt(KeyRelay.Errand::epoch).toArray();
      requests = errands.stream().map(KeyRelay.Errand::request).toArray(byte[][]::new);
    }

    Errands(Object sent) {
      Object[] fields = (Object[]) sent;
      this.ids = (String[]) fields[0];
      this.epochs = (int[]) fields[1];
      this.requests = (byte[][]) fields[2];
    }

    Object[] sent() {
      return new Object[] {ids, epochs, requests};
    }

    int count() {
      return ids.length;
    }

    String id(int i) {
      return ids[i];
    }

    int epoch(int i) {
      return epochs[i];
    }

    byte[] request(int i) {
      return requests[i];
    }
  }
}
