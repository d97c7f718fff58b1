package dev.bailiwick.sharding.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * S3Proxy over a folder, in a process of its own: its libraries are others than Spark's. The build
 * writes its class path into the file {@code s3-server.classpath}.
 */
final class S3Server implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server whose buckets are these. */
  static S3Server start(Path folder, String... buckets) throws IOException, InterruptedException {
    for (String bucket : buckets) {
      Files.createDirectories(folder.resolve("buckets").resolve(bucket));
    }
    int port = freePort();
    Path settings =
        Files.writeString(
            folder.resolve("s3.properties"),
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=tester
            s3proxy.credential=not a secret
            jclouds.provider=filesystem
            jclouds.filesystem.basedir=%s
            """
                .formatted(port, folder.resolve("buckets")));
    Path target =
        Path.of(S3ServerMain.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .getParent();
    Path log = folder.resolve("s3.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Files.readString(target.resolve("s3-server.classpath"))
                    + File.pathSeparator
                    + target.resolve("test-classes"),
                S3ServerMain.class.getName(),
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    S3Server server = new S3Server(process, port);
    Instant last = Instant.now().plus(PATIENCE);
    while (!server.answers()) {
      if (!process.isAlive() || Instant.now().isAfter(last)) {
        server.close();
        throw new IOException("The S3 server did not start: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
    return server;
  }

  /** What S3A must be told to reach it. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fs.s3a.endpoint", "http://127.0.0.1:" + port);
    settings.put("fs.s3a.endpoint.region", "eu-central-1");
    settings.put("fs.s3a.connection.ssl.enabled", "false");
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.access.key", "tester");
    settings.put("fs.s3a.secret.key", "not a secret");
    settings.put("fs.s3a.multipart.size", "5M");
    settings.put("fs.s3a.attempts.maximum", "3");
    return settings;
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    // Its standard input is its leash.
    process.getOutputStream().close();
    process.destroy();
  }
}
