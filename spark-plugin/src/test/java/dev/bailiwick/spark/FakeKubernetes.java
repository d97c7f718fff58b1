package dev.bailiwick.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands in for an API server: keeps the pods that it is asked for, and runs none of them. */
final class FakeKubernetes implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> pods = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  FakeKubernetes() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The pods of executors that were asked for so far. */
  List<JsonNode> pods() {
    return List.copyOf(pods);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    byte[] body = exchange.getRequestBody().readAllBytes();
    JsonNode reply;
    if (method.equals("POST")) {
      ObjectNode made = (ObjectNode) JSON.readTree(body);
      ObjectNode metadata = made.withObject("/metadata");
      metadata.put("uid", UUID.randomUUID().toString());
      metadata.put("namespace", "default");
      metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
      if (path.endsWith("/pods")) {
        made.withObject("/status").put("phase", "Pending");
        pods.add(made);
      }
      reply = made;
    } else if (method.equals("GET") && path.endsWith("/pods")) {
      ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "PodList");
      list.withObject("/metadata").put("resourceVersion", "1");
      pods.forEach(list.withArray("items")::add);
      reply = list;
    } else {
      reply = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Status");
    }
    byte[] bytes = reply.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
