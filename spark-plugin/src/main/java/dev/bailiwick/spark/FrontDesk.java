package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyRelay;
import dev.bailiwick.crypto.KeyRequest;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.Registered;
import dev.bailiwick.crypto.Registrar;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lets executors in, gives them keys, and forgets them when they are gone.
 *
 * <p>Only an executor that was let in, whose site the topology names, and which Spark has not lost
 * since, gets a key. Whoever is refused leaves no session behind: a session is what keys are asked
 * in. Thread-safe.
 */
final class FrontDesk {
  private final Governance governance;
  private final Registrar registrar;
  private final KeyRelay relay;

  FrontDesk(Governance governance) {
    this.governance = governance;
    this.registrar =
        new Registrar(
            governance.identity(), governance.application(), governance.identity().trust());
    this.relay = new KeyRelay(registrar);
  }

  byte[] hello(byte[] message) {
    return registrar.hello(message);
  }

  /** Verifies a registration, enters the executor, and answers. */
  byte[] register(byte[] message) {
    Registered registered = registrar.register(message);
    try {
      enter(registered);
    } catch (BailiwickException e) {
      registrar.forget(registered.executorId());
      governance.record(
          "registration-refused",
          Map.of(
              "executor", registered.executorId(),
              "node", registered.node().uri(),
              "text", String.valueOf(e.getMessage())));
      throw e;
    }
    governance.record(
        "registration",
        Map.of(
            "executor", registered.executorId(),
            "site", registered.node().site(),
            "node", registered.node().node()));
    return registered.reply();
  }

  private void enter(Registered registered) {
    String site = registered.node().site();
    if (governance.topology().site(site).isEmpty()
        || !registered.node().trustDomain().equals(governance.topology().trustDomain())) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "Executor "
              + registered.executorId()
              + " proves site "
              + site
              + " of "
              + registered.node().trustDomain()
              + ", which topology "
              + governance.topology().id()
              + " does not name.");
    }
    governance.sites().enter(registered.executorId(), site);
  }

  /** Who asks, and for what, is what the signed request says, not what the message claims. */
  byte[] release(byte[] message) {
    KeyRequest request = registrar.read(message);
    KeyScope scope = request.scope();
    String site = request.node().site();
    EpochKey key = allowed(request, () -> governance.keys().release(scope, epoch(request), site));
    byte[] delivered = registrar.deliver(request, key);
    governance.record(
        "key",
        Map.of(
            "scope",
            scope.toString(),
            "epoch",
            (long) key.epoch(),
            "executor",
            request.executorId(),
            "site",
            site));
    return delivered;
  }

  /** What members of a scope that does not name the driver's site say; it is passed on unread. */
  Object member(MemberWire.FromMember message) {
    if (message instanceof MemberWire.Ask ask) {
      KeyRequest request = registrar.readMember(ask.request());
      KeyRelay.Answer answer = allowed(request, () -> relay.ask(request));
      governance.record(
          "member-key",
          Map.of(
              "scope", request.scope().toString(),
              "executor", request.executorId(),
              "site", request.node().site(),
              "answer", answer.kind().name()));
      return new MemberWire.Answer(answer).sent();
    }
    if (message instanceof MemberWire.Look look) {
      return new MemberWire.Answer(relay.look(look.id())).sent();
    }
    if (message instanceof MemberWire.Idle idle) {
      return new MemberWire.Errands(relay.errands(idle.executorId())).sent();
    }
    if (message instanceof MemberWire.Handed handed) {
      relay.handed(handed.id(), handed.delivery());
      return true;
    }
    if (message instanceof MemberWire.Declined declined) {
      relay.declined(declined.id(), declined.executorId(), declined.hasIt(), declined.why());
      return true;
    }
    throw new BailiwickException(
        ErrorCode.BAD_ARGUMENT, "A message that Bailiwick does not know: " + message.getClass());
  }

  /** The epoch in which this executor writes, where the driver makes no key of a scope. */
  int[] epochsOf(KeyScope scope, String writer) {
    return relay.epochOf(scope, writer).stream().toArray();
  }

  private <T> T allowed(KeyRequest request, Supplier<T> released) {
    KeyScope scope = request.scope();
    String site = request.node().site();
    try {
      requirePresent(request);
      requireMeaning(scope);
      return released.get();
    } catch (BailiwickException e) {
      governance.denied(
          new Denial(
              "key of " + scope,
              site,
              scope.transferClass(),
              "",
              "",
              "",
              String.valueOf(e.getMessage()),
              Denial.Layer.KEY_STORE));
      throw e;
    }
  }

  private static int epoch(KeyRequest request) {
    return request.wantsCurrentEpoch() ? KeyBroker.LASTING : request.epoch();
  }

  /** A session may outlive by a moment the refusal or the loss of its executor. */
  private void requirePresent(KeyRequest request) {
    String site = request.node().site();
    if (governance.sites().site(request.executorId()).filter(site::equals).isEmpty()) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "Executor "
              + request.executorId()
              + " of site "
              + site
              + " was not let in, or was lost since; it gets no key.");
    }
  }

  /** A scope of made-up words would cost a key and an entry in the log for each question. */
  private void requireMeaning(KeyScope scope) {
    if (TransferClass.of(scope.transferClass()).isEmpty()
        || scope.sites().stream().anyMatch(s -> governance.topology().site(s).isEmpty())) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "There is no key of "
              + scope
              + ": it names a class of transfer or a site that topology "
              + governance.topology().id()
              + " does not have.");
    }
  }

  /** Ends the session of an executor that Spark lost, and takes it from its site. */
  void lost(String executorId) {
    governance.sites().leave(executorId);
    registrar.forget(executorId);
    relay.lost(executorId);
  }
}
