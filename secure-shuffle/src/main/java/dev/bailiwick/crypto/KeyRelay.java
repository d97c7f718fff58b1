package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a blind driver does with requests for keys that it may not have ({@code
 * docs/formats/registration.md}, "The blind driver"): remembers who has which key, tells a member
 * to make one that nobody has, and passes messages on. It holds nothing that opens anything.
 *
 * <p>The first member that asks to write under a scope makes the key: it is alive, and it waits for
 * nobody. Members fetch what is for them; nothing is pushed. Thread-safe.
 */
public final class KeyRelay {
  /** What a member is told that asks for a key. */
  public enum Kind {
    /** Make it: the message is for {@link Membership#make}. */
    ORDER,
    /** Here it is: the message is for {@link Membership#open}. */
    DELIVERY,
    /** Another member was asked: look again later. */
    WAIT,
    /** Everybody who had it is gone. What was sealed under it must be made again. */
    LOST,
    /** Whoever has it would not hand it on; the text says why. */
    DECLINED
  }

  /** An answer; the message is empty where there is none, and the text, too. */
  public static final class Answer {
    private final Kind kind;
    private final byte[] message;
    private final String text;

    Answer(Kind kind, byte[] message, String text) {
      this.kind = kind;
      this.message = message;
      this.text = text;
    }

    /** Which of them. */
    public Kind kind() {
      return kind;
    }

    /** An order or a delivery. */
    public byte[] message() {
      return message.clone();
    }

    /** Why it was declined. */
    public String text() {
      return text;
    }
  }

  /** A request that a member is asked to answer. */
  public static final class Errand {
    private final String id;
    private final int epoch;
    private final byte[] request;

    Errand(String id, int epoch, byte[] request) {
      this.id = id;
      this.epoch = epoch;
      this.request = request;
    }

    /** What the answer is handed in under. */
    public String id() {
      return id;
    }

    /** The epoch that is meant. */
    public int epoch() {
      return epoch;
    }

    /** The request, as its sender signed it. */
    public byte[] request() {
      return request.clone();
    }
  }

  /** After this long, all that have the key are asked, and not the first of them only. */
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private static final int MAX_PENDING = 4096;

  private static final class Epochs {
    int current = -1;
    final Map<Integer, Set<String>> holders = new HashMap<>();

    /** The epoch in which each executor writes; remembered when it is gone: its blocks may not. */
    final Map<String, Integer> epochOf = new HashMap<>();

    Set<String> holders(int epoch) {
      return holders.computeIfAbsent(epoch, e -> new LinkedHashSet<>());
    }
  }

  private static final class Pending {
    final KeyRequest request;
    final long since;
    int epoch;
    byte @Nullable [] delivery;
    final Map<String, String> declined = new LinkedHashMap<>();

    Pending(KeyRequest request, int epoch, long since) {
      this.request = request;
      this.epoch = epoch;
      this.since = since;
    }
  }

  private final Registrar registrar;
  private final LongSupplier nanoseconds;
  private final Map<KeyScope, Epochs> scopes = new HashMap<>();
  private final Map<String, Pending> pending = new LinkedHashMap<>();

  /** A relay for the members that registered here. */
  public KeyRelay(Registrar registrar) {
    this(registrar, System::nanoTime);
  }

  KeyRelay(Registrar registrar, LongSupplier nanoseconds) {
    this.registrar = registrar;
    this.nanoseconds = nanoseconds;
  }

  /** Under which id a request waits; only who has the request can tell it. */
  public static String id(byte[] memberRequest) {
    return HexFormat.of().formatHex(Digests.sha256(memberRequest));
  }

  /** A member asks; the request was verified by {@link Registrar#readMember}. */
  public synchronized Answer ask(KeyRequest request) {
    Epochs epochs = scopes.computeIfAbsent(request.scope(), s -> new Epochs());
    int epoch = request.wantsCurrentEpoch() ? epochs.current : request.epoch();
    Pending asked = new Pending(request, epoch, nanoseconds.getAsLong());
    Answer now = answer(asked);
    if (now.kind() == Kind.WAIT) {
      if (pending.size() >= MAX_PENDING) {
        pending.remove(pending.keySet().iterator().next());
      }
      pending.put(id(request.message()), asked);
    }
    return now;
  }

  /**
   * The same member looks again.
   *
   * @throws BailiwickException UNAVAILABLE if nobody waits under this id any more: ask anew
   */
  public synchronized Answer look(String id) {
    Pending waiting = pending.get(id);
    if (waiting == null) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "The request for a key was answered or given up before: it has to be made again");
    }
    Answer now = answer(waiting);
    if (now.kind() != Kind.WAIT) {
      pending.remove(id);
    }
    return now;
  }

  private Answer answer(Pending asked) {
    KeyRequest request = asked.request;
    Epochs epochs = scopes.computeIfAbsent(request.scope(), s -> new Epochs());
    byte[] delivery = asked.delivery;
    if (delivery != null) {
      epochs.holders(asked.epoch).add(request.executorId());
      if (request.wantsCurrentEpoch()) {
        epochs.epochOf.put(request.executorId(), asked.epoch);
      }
      return new Answer(Kind.DELIVERY, delivery, "");
    }
    if (request.wantsCurrentEpoch()) {
      // Another may have been ordered since.
      asked.epoch = epochs.current;
    }
    Set<String> others = new LinkedHashSet<>(epochs.holders(asked.epoch));
    others.remove(request.executorId());
    if (others.isEmpty()) {
      return request.wantsCurrentEpoch()
          ? order(request, epochs)
          : new Answer(Kind.LOST, new byte[0], "");
    }
    if (asked.declined.keySet().containsAll(others)) {
      return new Answer(
          Kind.DECLINED, new byte[0], String.join("; ", new HashSet<>(asked.declined.values())));
    }
    return new Answer(Kind.WAIT, new byte[0], "");
  }

  private Answer order(KeyRequest request, Epochs epochs) {
    epochs.current++;
    epochs.holders(epochs.current).add(request.executorId());
    epochs.epochOf.put(request.executorId(), epochs.current);
    return new Answer(Kind.ORDER, registrar.order(request, epochs.current), "");
  }

  /** What this member is asked to answer. */
  public synchronized List<Errand> errands(String executorId) {
    List<Errand> errands = new ArrayList<>();
    long now = nanoseconds.getAsLong();
    pending.forEach(
        (id, waiting) -> {
          List<String> holders = others(waiting);
          boolean first = !holders.isEmpty() && holders.get(0).equals(executorId);
          boolean asked = first || now - waiting.since > PATIENCE_NANOS;
          if (waiting.delivery == null
              && asked
              && holders.contains(executorId)
              && !waiting.declined.containsKey(executorId)) {
            errands.add(new Errand(id, waiting.epoch, waiting.request.message()));
          }
        });
    return errands;
  }

  private List<String> others(Pending waiting) {
    Epochs epochs = scopes.get(waiting.request.scope());
    return epochs == null
        ? List.of()
        : epochs.holders(waiting.epoch).stream()
            .filter(h -> !h.equals(waiting.request.executorId()))
            .toList();
  }

  /** A member hands in what it sealed. The first answer counts; who asked checks it. */
  public synchronized void handed(String id, byte[] delivery) {
    Pending waiting = pending.get(id);
    if (waiting != null && waiting.delivery == null) {
      waiting.delivery = delivery.clone();
    }
  }

  /**
   * A member does not answer.
   *
   * @param hasIt whether it has the key, and would not give it; one that has it not is asked no
   *     more
   */
  public synchronized void declined(String id, String executorId, boolean hasIt, String why) {
    Pending waiting = pending.get(id);
    if (waiting == null) {
      return;
    }
    if (hasIt) {
      waiting.declined.put(executorId, why);
    } else {
      scopes.get(waiting.request.scope()).holders(waiting.epoch).remove(executorId);
    }
  }

  /** Spark lost an executor: it has no key any more, and asks for none. */
  public synchronized void lost(String executorId) {
    scopes.values().forEach(e -> e.holders.values().forEach(h -> h.remove(executorId)));
    pending.values().removeIf(p -> p.request.executorId().equals(executorId));
  }

  /** Under which epoch of a scope an executor writes, also if it is gone since. */
  public synchronized OptionalInt epochOf(KeyScope scope, String executorId) {
    Epochs epochs = scopes.get(scope);
    Integer epoch = epochs == null ? null : epochs.epochOf.get(executorId);
    return epoch == null ? OptionalInt.empty() : OptionalInt.of(epoch);
  }
}
