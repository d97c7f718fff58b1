package dev.bailiwick.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * A standalone cluster in containers: the coordinator (master and driver) on a network of its own,
 * and a worker for each site, on its site's network and on the coordinator's.
 */
final class Boxes implements AutoCloseable {
  static final String LABEL = "dev.bailiwick.boxes";
  static final String SPARK = "/opt/spark";
  static final String BUNDLE = "/opt/bailiwick/bailiwick.jar";
  static final String DL4J = "/opt/bailiwick/dl4j.jar";
  static final String TESTS = "/opt/bailiwick/tests";
  static final String CONF = "/opt/bailiwick/conf";
  private static final int PORT = 7077;
  private static final Duration START = Duration.ofMinutes(2);

  private final BoxFiles files;
  private final BoxImage image;
  private final DockerClient client = Engine.client();
  private final SiteNet middle = SiteNet.create();
  private final Map<String, SiteNet> nets = new LinkedHashMap<>();
  private final Map<String, GenericContainer<?>> workers = new LinkedHashMap<>();
  private final GenericContainer<?> coordinator;
  private final Set<String> cutOff = new TreeSet<>();

  private Boxes(BoxFiles files, BoxImage image) throws IOException {
    this.files = files;
    this.image = image;
    this.coordinator =
        box(0, files.coordinator(), "/coordinator", "New state: ALIVE")
            .withCommand(
                command(
                    "org.apache.spark.deploy.master.Master",
                    "--host",
                    middle.address(0),
                    "--port",
                    String.valueOf(PORT),
                    "--properties-file",
                    CONF + "/spark.properties"));
  }

  static Boxes start(BoxFiles files, Path sparkHome) throws IOException {
    Boxes boxes = new Boxes(files, BoxImage.ready(Engine.client(), sparkHome));
    try {
      boxes.coordinator.start();
      int n = 1;
      for (String site : BoxFiles.SITES) {
        boxes.workers.put(site, boxes.worker(site, n++));
        boxes.nets.put(site, SiteNet.create());
      }
      Startables.deepStart(boxes.workers.values()).join();
      for (String site : BoxFiles.SITES) {
        boxes.nets.get(site).connect(boxes.client, boxes.id(site), boxes.ownAddress(site));
      }
      return boxes;
    } catch (RuntimeException | IOException e) {
      boxes.close();
      throw e;
    }
  }

  private GenericContainer<?> worker(String site, int n) throws IOException {
    String volume = BoxFiles.inside(site);
    return box(n, files.site(site), volume, "Successfully registered with master")
        .withEnv("BAILIWICK_SITE_HOME", volume + "/home")
        .withEnv("SPARK_LOCAL_DIRS", volume + "/scratch")
        .withCommand(
            command(
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                middle.address(n),
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                volume + "/scratch/work",
                "--properties-file",
                CONF + "/spark.properties",
                master()));
  }

  private GenericContainer<?> box(int n, Path volume, String inside, String up) throws IOException {
    List<Bind> binds = new ArrayList<>(image.binds());
    binds.add(new Bind(volume.toString(), new Volume(inside), AccessMode.rw));
    binds.add(BoxImage.bind(files.conf(), CONF));
    binds.add(BoxImage.bind(files.conf().resolve("passwd"), "/etc/passwd"));
    binds.add(BoxImage.bind(Path.of(System.getProperty("bailiwick.bundle.spark")), BUNDLE));
    binds.add(BoxImage.bind(Path.of(System.getProperty("bailiwick.bundle.dl4j")), DL4J));
    binds.add(BoxImage.bind(Path.of("target/test-classes").toAbsolutePath(), TESTS));
    String user = files.uid() + ":" + files.gid();
    GenericContainer<?> box =
        new GenericContainer<>(DockerImageName.parse(image.name()))
            .withNetwork(middle.network())
            .withLabel(LABEL, "true")
            .withEnv("SPARK_LOCAL_IP", middle.address(n))
            .withCreateContainerCmdModifier(
                cmd -> {
                  HostConfig host = cmd.getHostConfig();
                  host.withBinds(binds);
                  cmd.withEntrypoint("").withUser(user).withIpv4Address(middle.address(n));
                })
            .waitingFor(Wait.forLogMessage(".*" + up + ".*\\s", 1).withStartupTimeout(START));
    files.environment().forEach(box::withEnv);
    return box;
  }

  private String[] command(String main, String... arguments) {
    List<String> line =
        new ArrayList<>(List.of(image.java(), "-Xmx192m", "-XX:+UseSerialGC", "-cp"));
    line.add(CONF + ":" + SPARK + "/jars/*");
    line.add(main);
    line.addAll(List.of(arguments));
    return line.toArray(String[]::new);
  }

  String master() {
    return "spark://" + middle.address(0) + ":" + PORT;
  }

  /** The address at which the coordinator is reached. */
  String coordinatorAddress() {
    return middle.address(0);
  }

  /** A worker's address on its site's own network. */
  String ownAddress(String site) {
    return nets.get(site).address(1);
  }

  BoxFiles files() {
    return files;
  }

  String java() {
    return image.java();
  }

  GenericContainer<?> coordinator() {
    return coordinator;
  }

  /** Runs a command at a site, and waits for its end. */
  Container.ExecResult at(String site, String... command) throws IOException, InterruptedException {
    return workers.get(site).execInContainer(command);
  }

  /** Takes a site off the coordinator's network: nothing is closed, nothing arrives any more. */
  void cutOff(String site) {
    middle.disconnect(client, id(site));
    cutOff.add(site);
  }

  void reconnect(String site) {
    cutOff.remove(site);
    middle.connect(client, id(site), middle.address(BoxFiles.SITES.indexOf(site) + 1));
  }

  /** Reconnects what a test that failed has left cut off. */
  void heal() {
    List.copyOf(cutOff).forEach(this::reconnect);
  }

  /** Stops the clocks of a site's processes. */
  void pause(String site) {
    client.pauseContainerCmd(id(site)).exec();
  }

  void wake(String site) {
    client.unpauseContainerCmd(id(site)).exec();
  }

  /** Ends all processes of a site at once; its volume stays. */
  void kill(String site) {
    client.killContainerCmd(id(site)).withSignal("KILL").exec();
  }

  void revive(String site) {
    client.startContainerCmd(id(site)).exec();
  }

  private String id(String site) {
    return workers.get(site).getContainerId();
  }

  /** What master and workers logged, for a failure's message. */
  String logs() {
    StringBuilder all = new StringBuilder("master:\n").append(coordinator.getLogs());
    workers.forEach((site, box) -> all.append(site).append(":\n").append(box.getLogs()));
    return all.toString();
  }

  @Override
  public void close() {
    workers.values().forEach(GenericContainer::stop);
    coordinator.stop();
    nets.values().forEach(SiteNet::close);
    middle.close();
  }
}
