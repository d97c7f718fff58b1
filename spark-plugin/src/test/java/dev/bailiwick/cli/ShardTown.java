package dev.bailiwick.cli;

import dev.bailiwick.cli.cluster.ClusterState;
import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.spark.SovereignCryptoFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * Four sites with a few rows, a real cluster of one worker each, and the real commands in processes
 * of their own.
 *
 * <pre>
 *   rows of   may be at
 *   DE        fra, muc (DE), par (FR), osl (NO)
 *   FR        fra, muc, par
 * </pre>
 */
final class ShardTown implements AutoCloseable {
  static final List<String> SITES = List.of("fra", "muc", "par", "osl");
  static final int ROWS = 900;
  private static final List<String> LOCATIONS = List.of("DE", "DE", "FR", "NO");

  private final Path dir;
  private final List<Process> started = new ArrayList<>();
  private int said;

  ShardTown(Path dir) throws IOException {
    this.dir = dir;
    Files.createDirectories(dir);
    sparkHome();
    bundles();
    policy("to: [DE, FR, NO]");
    job("minimumGain: 1");
    int row = 0;
    for (String site : List.of("fra", "muc", "par")) {
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < ROWS / 3; i++, row++) {
        String law = site.equals("par") || row % 3 == 0 ? "FR" : "DE";
        rows.append(row).append(',').append(law).append(',').append(row * 0.25).append(",no\n");
      }
      Path file = dir.resolve("store/" + site + "/rows.csv");
      Files.createDirectories(file.getParent());
      Files.writeString(file, rows);
    }
  }

  Path at(String name) {
    return dir.resolve(name);
  }

  Path home(String site) {
    return RunFolder.siteHome(at("cluster"), site);
  }

  /** Writes the topology. {@code osl} stands in it, but is said to drain until it joins. */
  void topology(List<String> draining) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: Topology
            metadata: {id: town, trustDomain: town.example}
            signatures: not-required
            coordinator: fra
            sites:
            """);
    for (int i = 0; i < SITES.size(); i++) {
      String site = SITES.get(i);
      text.append(
          "  - {name: %s, location: %s, storage: store/%s%s}%n"
              .formatted(
                  site, LOCATIONS.get(i), site, draining.contains(site) ? ", draining: true" : ""));
    }
    Files.writeString(at("topology.yaml"), text);
  }

  /** Writes the policy. */
  void policy(String german) throws IOException {
    Files.writeString(
        at("policy.yaml"),
        """
        apiVersion: bailiwick/v1
        kind: SovereigntyPolicy
        metadata: {id: town, version: 1.0.0, steward: dpo@town.example}
        dataset: {match: "**", jurisdiction: {column: country}}
        rules:
          - {id: german, effect: allow, transfer: [raw, intermediate], %s, for: {jurisdiction: [DE]}}
          - {id: french, effect: allow, transfer: [raw, intermediate], to: [DE, FR], for: {jurisdiction: [FR]}}
        """
            .formatted(german));
  }

  /** Writes the job. */
  void job(String more) throws IOException {
    StringBuilder sources = new StringBuilder();
    for (String site : List.of("fra", "muc", "par")) {
      sources.append(
          "    - {site: %s, split: %s, format: csv, path: \"%s\"}%n"
              .formatted(
                  site, site.equals("par") ? "test" : "train", at("store/" + site + "/rows.csv")));
    }
    Files.writeString(
        at("job.yaml"),
        """
        apiVersion: bailiwick/v1
        kind: TrainingJob
        metadata: {id: town}
        topology: topology.yaml
        policies: [policy.yaml]
        dataset:
          id: town
          schema: "id INT, country STRING, x DOUBLE, ill STRING"
          sources:
        %s  rowsPerShard: 50
          %s
        jurisdiction: {column: country}
        label: {column: ill, classes: [["no"], ["yes"]]}
        features:
          - {columns: [x], transform: standardise}
        model: {preset: mlp, hidden: [8], learningRate: 1.0e-2}
        training: {rounds: 1, localSteps: 1, batchSize: 16, seed: 3}
        output: out
        """
            .formatted(sources, more));
  }

  /** Starts the cluster, and returns when it is up. */
  void up() throws Exception {
    Process keeper =
        start(
            "cluster",
            "up",
            "--foreground",
            "--topology",
            at("topology.yaml").toString(),
            "--dir",
            at("cluster").toString());
    while (ClusterState.in(at("cluster")).isEmpty()) {
      if (!keeper.isAlive()) {
        throw new IllegalStateException(Files.readString(at("said-" + (said - 1))));
      }
      keeper.waitFor(100, TimeUnit.MILLISECONDS);
    }
  }

  /** What a command left: its exit code and all that it said. */
  record Said(int code, String text) {}

  /** Runs one command to its end. */
  Said run(String... command) throws Exception {
    Path log = at("said-" + said);
    Process process = start(command);
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("It does not end: " + Files.readString(log));
    }
    return new Said(process.exitValue(), Files.readString(log));
  }

  /** Runs a command on the cluster that is up. */
  Said onCluster(String... command) throws Exception {
    return run(
        Stream.concat(Stream.of(command), Stream.of("--cluster", at("cluster").toString()))
            .toArray(String[]::new));
  }

  /** Starts one command, in a process group of its own. */
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("setsid");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-"))
        .forEach(command::add);
    command.add("-Dbailiwick.spark.home=" + at("spark-home"));
    command.add("-Dbailiwick.bundle.spark=" + at("bundle.jar"));
    command.add("-Dbailiwick.bundle.dl4j=" + at("empty.jar"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(at("said-" + said++).toFile());
    // Drivers and executors, too, are too short-lived for the second compiler.
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** The newest manifest of the job's output, verified. */
  Manifest newest() {
    return load(ManifestStore.latest(ManifestFolder.local(at("out/manifests"))).orElseThrow());
  }

  Manifest load(ManifestFile file) {
    return ManifestStore.load(file, NodeIdentity.load(home("fra")).trust().certificates());
  }

  /** Every row of the sources, and how often it is there. */
  Map<String, Integer> sourceRows() throws IOException {
    TreeMap<String, Integer> rows = new TreeMap<>();
    for (String site : List.of("fra", "muc", "par")) {
      for (String line : Files.readAllLines(at("store/" + site + "/rows.csv"))) {
        rows.merge(line, 1, Integer::sum);
      }
    }
    return rows;
  }

  /** Every row of the manifest, each copy opened with the keys of the site where it lies. */
  Map<String, Integer> rows(Manifest manifest) throws IOException {
    TreeMap<String, Integer> rows = new TreeMap<>();
    for (ManifestShard shard : manifest.shards()) {
      read(shard.home()).forEach(line -> rows.merge(line, 1, Integer::sum));
    }
    return rows;
  }

  private List<String> read(ShardCopy copy) throws IOException {
    SiteHome.set(home(copy.site()));
    SiteHome.identifiedBy(copy::site);
    Configuration conf = new Configuration();
    SovereignCryptoFactory.settings().forEach(conf::set);
    List<String> lines = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(copy.uri()))
            .withConf(conf)
            .build()) {
      for (Group g = reader.read(); g != null; g = reader.read()) {
        lines.add(
            "%d,%s,%s,%s"
                .formatted(
                    g.getInteger(0, 0), g.getString(1, 0), g.getDouble(2, 0), g.getString(3, 0)));
      }
    }
    return lines;
  }

  /** This test's own class path as a Spark home. */
  private void sparkHome() throws IOException {
    Path jars = Files.createDirectories(at("spark-home/jars"));
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path jar = Path.of(entry);
      Path link = jars.resolve(jar.getFileName());
      if (entry.endsWith(".jar") && !Files.exists(link)) {
        Files.createSymbolicLink(link, jar);
      }
    }
  }

  /** What the build leaves as folders of classes, as the jar that the commands hand to Spark. */
  private void bundles() throws IOException {
    try (OutputStream out = Files.newOutputStream(at("bundle.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      for (String entry : System.getProperty("java.class.path").split(":", -1)) {
        Path classes = Path.of(entry);
        if (Files.isDirectory(classes) && !entry.endsWith("test-classes")) {
          try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
              String name = classes.relativize(file).toString();
              if (!name.equals("META-INF/MANIFEST.MF")) {
                add(jar, name, file);
              }
            }
          }
        }
      }
    }
    try (OutputStream out = Files.newOutputStream(at("empty.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.setComment("nothing");
    }
  }

  private static void add(JarOutputStream jar, String name, Path file) throws IOException {
    try {
      jar.putNextEntry(new JarEntry(name));
      Files.copy(file, jar);
      jar.closeEntry();
    } catch (java.util.zip.ZipException e) {
      // Two modules have a file of this name: the first counts, as on a class path.
      if (!String.valueOf(e.getMessage()).startsWith("duplicate")) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    // JUnit warns of each link that leads out of its folder.
    try (Stream<Path> jars = Files.list(at("spark-home/jars"))) {
      for (Path jar : jars.toList()) {
        Files.delete(jar);
      }
    }
  }
}
