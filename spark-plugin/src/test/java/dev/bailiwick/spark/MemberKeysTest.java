package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyRelay;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.Registrar;
import dev.bailiwick.crypto.Registration;
import dev.bailiwick.shuffle.KeyLostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that share keys through a driver at iad, without Spark between them. */
final class MemberKeysTest {
  private static final KeyScope SCOPE = KeyScope.of("intermediate", List.of("fra", "nrt"));

  @TempDir private Path dir;
  private final List<MemberKeys> all = new ArrayList<>();
  private Registrar registrar;
  private KeyRelay relay;

  @BeforeEach
  void start() {
    NodeIdentity driver = identity("iad", "driver");
    registrar = new Registrar(driver, "app", driver.trust());
    relay = new KeyRelay(registrar);
  }

  @AfterEach
  void stop() {
    all.forEach(MemberKeys::close);
  }

  @Test
  void allWhoWriteHaveOneKeyAndKeepIt() {
    MemberKeys one = member("fra", "1");
    MemberKeys two = member("nrt", "2");
    List<CompletableFuture<EpochKey>> asked =
        IntStream.range(0, 8)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? one : two).toWrite(SCOPE)))
            .toList();
    Set<EpochKey> keys = asked.stream().map(CompletableFuture::join).collect(Collectors.toSet());
    assertThat(keys).hasSize(1);
    assertThat(one.toWrite(SCOPE)).isSameAs(one.toWrite(SCOPE));
    assertThat(one.isFor(SCOPE)).isTrue();
    assertThat(one.isFor(KeyScope.of("intermediate", List.of("fra", "iad")))).isFalse();
  }

  @Test
  void aLostKeyIsToldToReadersAndWritersGetANewOne() throws Exception {
    MemberKeys one = member("fra", "1");
    EpochKey first = one.toWrite(SCOPE);
    MemberKeys two = member("nrt", "2");
    relay.lost("1");
    assertThatThrownBy(() -> two.toRead(SCOPE, 0))
        .isInstanceOf(KeyLostException.class)
        .hasMessageContaining(SCOPE + "#0");
    EpochKey second = two.toWrite(SCOPE);
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    MemberKeys three = member("fra", "3");
    assertThat(three.toRead(SCOPE, 1)).isEqualTo(second);
    three.close();
    assertThat(three.toRead(SCOPE, 1).isDestroyed()).isTrue();
  }

  private MemberKeys member(String site, String executor) {
    NodeIdentity who = identity(site, "w" + executor);
    Registration node = new Registration(who, "app", executor, who.trust());
    node.complete(registrar.register(node.register(registrar.hello(node.hello()))).reply());
    MemberKeys keys = new MemberKeys(node.membership(), executor, this::driver);
    all.add(keys);
    return keys;
  }

  private Object driver(Object message) {
    if (message instanceof MemberWire.Ask ask) {
      return new MemberWire.Answer(relay.ask(registrar.readMember(ask.request()))).sent();
    }
    if (message instanceof MemberWire.Look look) {
      return new MemberWire.Answer(relay.look(look.id())).sent();
    }
    if (message instanceof MemberWire.Idle idle) {
      return new MemberWire.Errands(relay.errands(idle.executorId())).sent();
    }
    MemberWire.Handed handed = (MemberWire.Handed) message;
    relay.handed(handed.id(), handed.delivery());
    return true;
  }

  private NodeIdentity identity(String site, String node) {
    Path ca = dir.resolve("ca");
    DevelopmentAuthority authority =
        java.nio.file.Files.exists(ca)
            ? DevelopmentAuthority.open(ca)
            : DevelopmentAuthority.create(ca, "test.example");
    Path home = dir.resolve(site + node);
    authority.issue(site, node, home);
    return NodeIdentity.load(home);
  }
}
