package dev.bailiwick.containers;

import com.github.dockerjava.api.DockerClient;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/** The container engine of this machine, if there is one. */
final class Engine {
  private Engine() {}

  /** Why no container can be started here; empty when one can. */
  static Optional<String> missing() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of(
          "no container engine answers. Install one (Debian: apt-get install docker.io), start"
              + " dockerd, and see that this user may speak with it");
    }
    return BoxImage.isOfHost() ? BoxImage.whyHostWillNotDo() : Optional.empty();
  }

  static DockerClient client() {
    return DockerClientFactory.instance().client();
  }
}
