package dev.bailiwick.containers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What containers are made from. Without a wish it is an image of empty folders, over which the
 * host's own {@code /usr} and JDK are mounted read-only: nothing is pulled and nothing built. With
 * {@value #WISH} it is that image: a stock Spark of our line with Java 17 on its path.
 */
final class BoxImage {
  static final String WISH = "bailiwick.containers.image";
  private static final String OF_HOST = "bailiwick/host-root";
  private static final String TAG = "1";
  private static final int BLOCK = 512;

  private final String name;
  private final String java;
  private final List<Bind> binds;

  private BoxImage(String name, String java, List<Bind> binds) {
    this.name = name;
    this.java = java;
    this.binds = List.copyOf(binds);
  }

  static boolean isOfHost() {
    return System.getProperty(WISH, "").isBlank();
  }

  /** Why the host's own root cannot be lent to a container; empty when it can. */
  static Optional<String> whyHostWillNotDo() {
    boolean merged = Files.isSymbolicLink(Path.of("/lib")) && Files.isSymbolicLink(Path.of("/bin"));
    return merged
        ? Optional.empty()
        : Optional.of(
            "/bin and /lib of this host are no links into /usr, so its root cannot be lent to a"
                + " container: name an image with -D"
                + WISH
                + "=, a stock Spark 4.1 with Java 17");
  }

  /** The image of this run; made if it is the host's. */
  static BoxImage ready(DockerClient client, Path sparkHome) {
    if (!isOfHost()) {
      return new BoxImage(System.getProperty(WISH), "java", List.of());
    }
    client
        .buildImageCmd(new ByteArrayInputStream(emptyRoot()))
        .withTags(Set.of(OF_HOST + ":" + TAG))
        .exec(new BuildImageResultCallback())
        .awaitImageId();
    try {
      Path jdk = Path.of(System.getProperty("java.home")).toRealPath();
      List<Bind> binds = new ArrayList<>(List.of(same("/usr"), bind(sparkHome, Boxes.SPARK)));
      if (!jdk.startsWith("/usr")) {
        binds.add(same(jdk.toString()));
      }
      // Debian keeps the settings of a JDK, to which its own folder has links, here.
      binds.add(same("/etc/ssl/certs"));
      try (Stream<Path> etc = Files.list(Path.of("/etc"))) {
        etc.filter(p -> p.getFileName().toString().startsWith("java-"))
            .forEach(p -> binds.add(same(p.toString())));
      }
      return new BoxImage(OF_HOST + ":" + TAG, jdk.resolve("bin/java").toString(), binds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  /** The {@code java} inside. */
  String java() {
    return java;
  }

  /** What is mounted in every container, read-only. */
  List<Bind> binds() {
    return binds;
  }

  static Bind bind(Path host, String inside) {
    return new Bind(host.toString(), new Volume(inside), AccessMode.ro);
  }

  private static Bind same(String path) {
    return bind(Path.of(path), path);
  }

  /** What is sent to be built: the folders and links that a root needs beside what is mounted. */
  private static byte[] emptyRoot() {
    ByteArrayOutputStream root = new ByteArrayOutputStream();
    for (String folder : List.of("usr/", "etc/", "proc/", "sys/", "dev/", "opt/", "sites/")) {
      entry(root, folder, 0755, '5', "", 0);
    }
    entry(root, "tmp/", 01777, '5', "", 0);
    for (String link : List.of("bin", "sbin", "lib", "lib64")) {
      entry(root, link, 0777, '2', "usr/" + link, 0);
    }
    root.writeBytes(new byte[2 * BLOCK]);
    ByteArrayOutputStream context = new ByteArrayOutputStream();
    file(context, "Dockerfile", "FROM scratch\nADD root.tar /\n".getBytes(US_ASCII));
    file(context, "root.tar", root.toByteArray());
    context.writeBytes(new byte[2 * BLOCK]);
    return context.toByteArray();
  }

  private static void file(ByteArrayOutputStream tar, String path, byte[] content) {
    entry(tar, path, 0644, '0', "", content.length);
    tar.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
  }

  /** One header of the ustar format. */
  private static void entry(
      ByteArrayOutputStream tar, String path, int mode, char type, String target, int bytes) {
    byte[] header = new byte[BLOCK];
    put(header, 0, path);
    put(header, 100, "%07o".formatted(mode));
    for (int number : List.of(108, 116)) {
      put(header, number, "0000000");
    }
    put(header, 124, "%011o".formatted(bytes));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    put(header, 156, String.valueOf(type));
    put(header, 157, target);
    put(header, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    tar.writeBytes(header);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
