package dev.bailiwick.containers;

import dev.bailiwick.cli.demo.DemoFiles;
import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.spark.RpcEncryption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What lies on the host for the containers: a volume for each site, with its home, its storage and
 * its scratch, and one for the coordinator, with a home of its own and the job. No container has
 * two of them.
 */
final class BoxFiles {
  static final List<String> SITES = List.of("fra", "iad", "nrt");
  static final String COORDINATOR_SITE = "fra";
  static final int ROUNDS = 16;
  private static final long ROWS = 20_000;
  private static final long SEED = 7;
  private static final int LOCAL_STEPS = 96;

  private final Path dir;
  private final String secret = UUID.randomUUID().toString();

  private BoxFiles(Path dir) {
    this.dir = dir;
  }

  static BoxFiles make(Path dir) throws IOException {
    BoxFiles files = new BoxFiles(dir);
    Path demo = dir.resolve("demo");
    DemoFiles.write(demo, ROWS, SEED);
    DevelopmentAuthority authority =
        DevelopmentAuthority.create(dir.resolve("authority"), "demo.bailiwick.example");
    for (String site : SITES) {
      authority.issue(site, "worker-1", files.site(site).resolve("home"));
      Path people = Files.createDirectories(files.storage(site).resolve("people"));
      Files.move(
          demo.resolve("sources").resolve(site).resolve("people.csv"),
          people.resolve("people.csv"));
      Files.createDirectories(files.site(site).resolve("scratch"));
    }
    authority.issue(COORDINATOR_SITE, "driver-1", files.coordinator().resolve("home"));
    files.documents(demo);
    files.configuration();
    return files;
  }

  /** The demo's own, with the storage of each site where only its container has it. */
  private void documents(Path demo) throws IOException {
    String topology = Files.readString(demo.resolve("topology.yaml"));
    String job = Files.readString(demo.resolve("job.yaml"));
    for (String site : SITES) {
      topology = topology.replace("sites/" + site + "/storage", inside(site) + "/storage");
      job =
          job.replace(
              "sources/" + site + "/people.csv", inside(site) + "/storage/people/people.csv");
    }
    job =
        job.replace("rounds: 8", "rounds: " + ROUNDS)
            .replace("localSteps: 64", "localSteps: " + LOCAL_STEPS);
    Files.writeString(coordinator().resolve("topology.yaml"), topology);
    Files.writeString(coordinator().resolve("job.yaml"), job);
    // So few rows that a law has less than the demo's policy asks for.
    Files.writeString(
        coordinator().resolve("policy.yaml"),
        Files.readString(demo.resolve("policy.yaml")).replace("minRecords: 500", "minRecords: 50"));
  }

  private void configuration() throws IOException {
    Files.createDirectories(conf());
    Files.createDirectories(coordinator().resolve("scratch"));
    List<String> lines = new ArrayList<>();
    RpcEncryption.settings().forEach((key, value) -> lines.add(key + " " + value));
    lines.add("spark.authenticate.secret in-the-environment");
    lines.add("spark.master.rest.enabled false");
    Files.write(conf().resolve("spark.properties"), lines);
    try (InputStream in =
        Objects.requireNonNull(
            DemoFiles.class.getResourceAsStream(
                "/dev/bailiwick/cli/cluster/cluster-log4j2.properties"))) {
      Files.write(conf().resolve("log4j2.properties"), in.readAllBytes());
    }
    // Java and Hadoop want to know the name of the user that a container runs as.
    Files.writeString(
        conf().resolve("passwd"),
        "root:x:0:0:root:/tmp:/bin/sh\n"
            + (uid() == 0 ? "" : "spark:x:%d:%d:spark:/tmp:/bin/sh%n".formatted(uid(), gid())));
  }

  int uid() throws IOException {
    return (Integer) Files.getAttribute(dir, "unix:uid");
  }

  int gid() throws IOException {
    return (Integer) Files.getAttribute(dir, "unix:gid");
  }

  Path conf() {
    return dir.resolve("conf");
  }

  /** The volume of a site. */
  Path site(String site) {
    return dir.resolve("sites").resolve(site);
  }

  Path storage(String site) {
    return site(site).resolve("storage");
  }

  /** Where a site's volume is mounted, in its own container and in no other. */
  static String inside(String site) {
    return "/sites/" + site;
  }

  /** The volume of the coordinator. */
  Path coordinator() {
    return dir.resolve("coordinator");
  }

  /** What all processes of the cluster find in their environment. */
  Map<String, String> environment() {
    return Map.of(
        "_SPARK_AUTH_SECRET", secret,
        "SPARK_HOME", Boxes.SPARK,
        "SPARK_SCALA_VERSION", "2.13",
        "OMP_NUM_THREADS", "1",
        "HOME", "/tmp");
  }

  /** How many rows lie at a site, by its file. */
  long rows(String site) throws IOException {
    try (var lines = Files.lines(storage(site).resolve("people/people.csv"))) {
      return lines.count() - 1;
    }
  }
}
