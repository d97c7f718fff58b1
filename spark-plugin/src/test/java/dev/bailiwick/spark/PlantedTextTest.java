package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A text that every row holds is looked for in every file under the local folders of driver and
 * executors, every 100 ms, and in every packet on the loopback interface, while a job runs on a
 * cluster of processes. The same job on stock Spark shows it in both: so the search sees what there
 * is to see.
 */
final class PlantedTextTest {
  private static final int LOOK_MS = 100;

  @TempDir Path dir;
  private final String planted = "Quittenmus-" + UUID.randomUUID();
  private final String spoken = "Hagebutte-" + UUID.randomUUID();

  /** What one run left to be seen. */
  private record Seen(Set<String> kinds, Set<String> withText, int looks, LoopbackTap.Heard heard) {
    boolean overheard() {
      return heard.found().contains(0);
    }
  }

  @Test
  void itIsInNoFileAndInNoPacket() throws Exception {
    Seen seen = run(RpcEncryption.settings(), true);
    assertThat(seen.kinds).contains("shuffle", "temp_shuffle", "temp_local", "rdd");
    assertThat(seen.withText).isEmpty();
    assertThat(seen.looks).isGreaterThan(10);
    if (seen.heard.packets() > 0) {
      // Every row holds the text, so most of the packets are enough on a machine that is busy.
      assertThat(seen.heard.dropped())
          .as("packets that the tap was too slow for")
          .isLessThan(seen.heard.packets() / 4);
      assertThat(seen.heard.bytes()).isGreaterThan(500_000);
      assertThat(seen.heard.found()).as("0: planted, 1: said in the clear").containsExactly(1);
    }
    report("sealed", seen);
  }

  @Test
  void onStockSparkItIsInFilesOfEachKindAndInPackets() throws Exception {
    Seen seen = run(Map.of("spark.authenticate", "false"), false);
    assertThat(seen.withText).contains("shuffle", "temp_shuffle", "temp_local", "rdd");
    if (seen.heard.packets() > 0) {
      assertThat(seen.overheard()).isTrue();
    }
    report("stock", seen);
  }

  private static void report(String name, Seen seen) {
    System.out.printf(
        "Planted text, %s: %d looks at files of %s, found in %s; %d packets of %d bytes, %d dropped,"
            + " found in packets: %s%n",
        name,
        seen.looks,
        seen.kinds,
        seen.withText,
        seen.heard.packets(),
        seen.heard.bytes(),
        seen.heard.dropped(),
        seen.overheard());
  }

  private Seen run(Map<String, String> channels, boolean governed) throws Exception {
    TestSites sites = TestSites.in(dir);
    Path driver = Files.createDirectories(dir.resolve("local-driver"));
    Utils$.MODULE$.clearLocalRootDirs();
    Map<String, Path> homes = Map.of("fra", sites.home("fra"), "iad", sites.home("iad"));
    Set<String> kinds = new ConcurrentSkipListSet<>();
    Set<String> withText = new ConcurrentSkipListSet<>();
    AtomicInteger looks = new AtomicInteger();
    Optional<LoopbackTap> tap = LoopbackTap.listen(dir, planted, spoken);
    try (TestCluster cluster = TestCluster.start(dir, homes, channels)) {
      SparkConf conf = cluster.with(sites.conf(cluster.master(), "fra"), 2);
      PlantedJob.READABLE.forEach(conf::set);
      conf.set("spark.local.dir", driver.toString());
      if (!governed) {
        conf.remove("spark.plugins");
      }
      List<Path> places =
          List.of(
              driver,
              dir.resolve("local-fra"),
              dir.resolve("local-iad"),
              dir.resolve("work-fra"),
              dir.resolve("work-iad"));
      Thread watcher =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  places.forEach(place -> look(place, kinds, withText));
                  looks.incrementAndGet();
                  pause();
                }
              });
      try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
        watcher.start();
        PlantedJob.run(spark, planted);
        places.forEach(place -> look(place, kinds, withText));
      } finally {
        watcher.interrupt();
        watcher.join();
      }
      say(spoken);
      LoopbackTap.Heard heard =
          tap.map(LoopbackTap::end).orElse(new LoopbackTap.Heard(0, 0, 0, List.of()));
      return new Seen(kinds, withText, looks.get(), heard);
    } finally {
      tap.ifPresent(LoopbackTap::close);
      Utils$.MODULE$.clearLocalRootDirs();
    }
  }

  /** Packets in the clear of which the tap must hear one, or it is deaf. */
  private static void say(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      DatagramPacket packet =
          new DatagramPacket(
              bytes, bytes.length, InetAddress.getLoopbackAddress(), socket.getLocalPort());
      for (int i = 0; i < 20; i++) {
        socket.send(packet);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Path place, Set<String> kinds, Set<String> withText) {
    FilesNow.below(
        place,
        List.of(),
        file -> {
          String kind = file.getFileName().toString().replaceAll("^(temp_[a-z]+|[a-z]+).*", "$1");
          kinds.add(kind);
          if (FilesNow.hasText(file, planted)) {
            withText.add(kind);
          }
        });
  }
}
