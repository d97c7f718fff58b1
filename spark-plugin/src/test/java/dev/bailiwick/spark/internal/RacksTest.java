package dev.bailiwick.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.junit.jupiter.api.Test;

final class RacksTest {
  /** The last letter of a host is its rack. */
  public static final class LastLetter implements DNSToSwitchMapping {
    @Override
    public List<String> resolve(List<String> names) {
      return names.stream().map(n -> "/rack-" + n.substring(n.length() - 1)).toList();
    }

    @Override
    public void reloadCachedMappings() {}

    @Override
    public void reloadCachedMappings(List<String> names) {}
  }

  @Test
  void theConfiguredMappingTellsTheRackOfEachHostInOrder() {
    Configuration hadoop = new Configuration(false);
    hadoop.set("net.topology.node.switch.mapping.impl", LastLetter.class.getName());
    assertThat(new Racks(hadoop).of(List.of("host-a", "host-b", "host-a")))
        .containsExactly(Optional.of("/rack-a"), Optional.of("/rack-b"), Optional.of("/rack-a"));
  }

  @Test
  void withoutAScriptAllHostsAreOnTheDefaultRack() {
    assertThat(new Racks(new Configuration(false)).of(List.of("127.0.0.1")))
        .containsExactly(Optional.of("/default-rack"));
  }
}
