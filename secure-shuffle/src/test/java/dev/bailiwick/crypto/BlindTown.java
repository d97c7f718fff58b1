package dev.bailiwick.crypto;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Sites fra, nrt, iad, and a driver at iad, which may hold no key of fra and nrt. */
final class BlindTown {
  static final String APPLICATION = "app-1";
  static final KeyScope SCOPE = KeyScope.of("intermediate", List.of("fra", "nrt"));
  static final KeyScope OTHER = KeyScope.of("intermediate", List.of("fra", "nrt", "osa"));

  final Path root;
  final DevelopmentAuthority authority;
  final NodeIdentity driver;
  final AtomicLong nanoseconds = new AtomicLong();
  Duration clockOff = Duration.ZERO;
  Registrar registrar;
  KeyRelay relay;

  BlindTown(Path root) {
    this.root = root;
    this.authority = DevelopmentAuthority.create(root.resolve("ca"), "demo.example");
    this.driver = identity("iad", "driver");
    this.registrar = new Registrar(driver, APPLICATION, driver.trust());
    this.relay = new KeyRelay(registrar, nanoseconds::get);
  }

  NodeIdentity identity(String site, String node) {
    Path home = home(site, node);
    authority.issue(site, node, home);
    return NodeIdentity.load(home);
  }

  Path home(String site, String node) {
    return root.resolve(site + "-" + node);
  }

  /** A member that has registered with the driver. */
  Membership member(NodeIdentity who, String executorId) {
    return registered(who, executorId, registrar, APPLICATION);
  }

  Membership registered(NodeIdentity who, String executorId, Registrar with, String application) {
    Registration node = new Registration(who, application, executorId, who.trust());
    node.complete(with.register(node.register(with.hello(node.hello()))).reply());
    InstantSource clock = () -> Instant.now().plus(clockOff);
    return node.membership(clock);
  }

  /** Asks as an honest driver would have it answered, by whoever has the key. */
  KeyRelay.Answer ask(Membership who, byte[] request) {
    return relay.ask(registrar.readMember(request));
  }

  /** The member is ordered to make the key, and does. */
  EpochKey made(Membership who, KeyScope scope) {
    KeyRelay.Answer answer = ask(who, who.ask(scope));
    if (answer.kind() != KeyRelay.Kind.ORDER) {
      throw new AssertionError("expected an order, got " + answer.kind());
    }
    return who.make(answer.message());
  }

  /** One round of a member's errands: how many it did. */
  int work(Membership who, String executorId) {
    List<KeyRelay.Errand> errands = relay.errands(executorId);
    for (KeyRelay.Errand errand : errands) {
      relay.handed(errand.id(), who.answer(errand.request(), errand.epoch()));
    }
    return errands.size();
  }
}
