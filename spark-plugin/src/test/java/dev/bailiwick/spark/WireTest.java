package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.KeyRelay;
import dev.bailiwick.crypto.KeyScope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the driver answers is read where only the JDK's classes are known. */
final class WireTest {
  private static final KeyScope SCOPE = KeyScope.ungoverned("intermediate");

  @Test
  void aGrantArrives() throws Exception {
    var grant = new ShuffleEpochs.Grant(SCOPE, 7, Duration.ofNanos(8), 9, 6);
    Wire.Grant read = new Wire.Grant(sent(new Wire.Grant(grant).sent()));
    assertThat(read.scope()).isEqualTo(SCOPE.toString());
    assertThat(List.of(read.epoch(), read.nanos(), read.bytes(), read.oldest()))
        .isEqualTo(List.of(7, 8L, 9L, 6));
  }

  @Test
  void theEpochsOfABlockArrive() throws Exception {
    var read = new Wire.Written(sent(new Wire.Written("scope", new int[] {3, 5}).sent()));
    assertThat(read.scope()).isEqualTo("scope");
    assertThat(read.epochs()).containsExactlyInAnyOrder(3, 5);
  }

  @Test
  void whatMembersAreToldArrives() throws Exception {
    Object[] answer = {"WAIT", new byte[] {1, 2}, "later"};
    var read = new MemberWire.Answer(sent(new MemberWire.Answer((Object) answer).sent()));
    assertThat(read.kind()).isEqualTo(KeyRelay.Kind.WAIT);
    assertThat(read.message()).containsExactly(1, 2);
    assertThat(read.text()).isEqualTo("later");
    Object[] errand = {new String[] {"id"}, new int[] {4}, new byte[][] {{9}}};
    var errands = new MemberWire.Errands(sent(new MemberWire.Errands((Object) errand).sent()));
    assertThat(errands.count()).isEqualTo(1);
    assertThat(errands.id(0)).isEqualTo("id");
    assertThat(errands.epoch(0)).isEqualTo(4);
    assertThat(errands.request(0)).containsExactly(9);
  }

  /** Through a class loader without one of our classes. */
  private static Object sent(Object answer) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(answer);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
          @Override
          protected Class<?> resolveClass(java.io.ObjectStreamClass desc)
              throws ClassNotFoundException {
            return Class.forName(desc.getName(), false, ClassLoader.getPlatformClassLoader());
          }
        }) {
      return in.readObject();
    }
  }
}
