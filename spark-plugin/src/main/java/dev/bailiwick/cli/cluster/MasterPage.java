package dev.bailiwick.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a standalone master says about itself over HTTP, on loopback. */
public final class MasterPage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_MS = 2_000;

  private final URI page;

  /**
   * @param ui the master's page, such as {@code http://127.0.0.1:8080}
   */
  public MasterPage(String ui) {
    this.page = URI.create(ui + "/json/");
  }

  /** Whether the master is up. */
  public boolean answers() {
    return read().isPresent();
  }

  /** The ports of the workers that are alive; empty while the master does not answer. */
  public Set<Integer> aliveWorkers() {
    Set<Integer> ports = new TreeSet<>();
    read()
        .ifPresent(
            page -> {
              for (JsonNode worker : page.path("workers")) {
                if (worker.path("state").asText().equals("ALIVE")) {
                  ports.add(worker.path("port").asInt());
                }
              }
            });
    return ports;
  }

  private Optional<JsonNode> read() {
    try {
      URLConnection connection = page.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      try (InputStream in = connection.getInputStream()) {
        return Optional.of(JSON.readTree(in));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
