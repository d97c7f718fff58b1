package dev.bailiwick.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.containers.Network;

/**
 * A network of the engine with addresses that we give, and without a way out. An address is kept
 * over a disconnection, as that of a site behind a broken line is.
 */
final class SiteNet implements AutoCloseable {
  private static final int ATTEMPTS = 20;
  private static final int FIRST_HOST = 10;

  private final Network network;
  private final String prefix;

  private SiteNet(Network network, String prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  static SiteNet create() {
    for (int attempt = 1; ; attempt++) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String prefix = "10.%d.%d.".formatted(random.nextInt(180, 250), random.nextInt(1, 255));
      Network network =
          Network.builder()
              .createNetworkCmdModifier(
                  cmd ->
                      cmd.withInternal(true)
                          .withLabels(Map.of(Boxes.LABEL, "true"))
                          .withIpam(
                              new Ipam().withConfig(new Ipam.Config().withSubnet(prefix + "0/24"))))
              .build();
      try {
        network.getId();
        return new SiteNet(network, prefix);
      } catch (DockerException e) {
        // Somebody on this machine has these addresses.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  Network network() {
    return network;
  }

  /** The address of the n-th container here. */
  String address(int n) {
    return prefix + (FIRST_HOST + n);
  }

  void connect(DockerClient client, String container, String address) {
    client
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(container)
        .withContainerNetwork(
            new ContainerNetwork()
                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
        .exec();
  }

  void disconnect(DockerClient client, String container) {
    client
        .disconnectFromNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(container)
        .withForce(true)
        .exec();
  }

  @Override
  public void close() {
    network.close();
  }
}
