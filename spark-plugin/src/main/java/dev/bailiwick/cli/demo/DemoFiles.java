package dev.bailiwick.cli.demo;

import dev.bailiwick.cli.cluster.Trees;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.policy.TransferClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The demo's folder: sources, topology, policy and job. */
public final class DemoFiles {
  private static final String MARK = ".bailiwick-demo";
  private static final List<String> DOCUMENTS = List.of("topology.yaml", "policy.yaml", "job.yaml");

  private DemoFiles() {}

  /**
   * Makes the folder anew.
   *
   * @param folder absent, empty, or one that an earlier demo made; all in it is replaced
   * @param rows how many rows in all
   * @param seed decides every row
   * @return the job file
   * @throws BailiwickException BAD_ARGUMENT when the folder holds something else
   */
  public static Path write(Path folder, long rows, long seed) {
    try {
      clear(folder);
      for (String document : DOCUMENTS) {
        try (InputStream in = DemoFiles.class.getResourceAsStream(document)) {
          if (in == null) {
            throw new IllegalStateException(document + " is missing beside " + DemoFiles.class);
          }
          Files.copy(in, folder.resolve(document), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      DemoData data = new DemoData(rows, seed);
      for (String site : DemoData.sites()) {
        data.write(site, folder.resolve("sources").resolve(site).resolve("people.csv"));
      }
      return folder.resolve("job.yaml");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the demo in " + folder, e);
    }
  }

  /**
   * By site, at which sites rows that may be there may also be, on their way, by the demo's policy:
   * what an operator of the site would take from the policies.
   */
  public static Map<String, List<String>> rowsMeet(Path folder) {
    Topology topology = TopologyParser.parse(folder.resolve("topology.yaml"));
    PolicySet policies = topology.policies(List.of(folder.resolve("policy.yaml")));
    Map<String, Set<String>> meet = new TreeMap<>();
    for (String country : DemoData.countries()) {
      List<String> permitted =
          topology.sites().stream()
              .filter(
                  site ->
                      policies
                          .decide(Location.of(country), TransferClass.INTERMEDIATE, site)
                          .allowed())
              .map(Site::name)
              .toList();
      permitted.forEach(site -> meet.computeIfAbsent(site, s -> new TreeSet<>()).addAll(permitted));
    }
    Map<String, List<String>> sorted = new TreeMap<>();
    meet.forEach((site, with) -> sorted.put(site, List.copyOf(with)));
    return sorted;
  }

  /** The text that stands in every row that {@link #write} writes with this seed. */
  public static String plantedText(long seed) {
    return new DemoData(0, seed).plantedText();
  }

  private static void clear(Path folder) throws IOException {
    Path mark = folder.resolve(MARK);
    List<Path> there = Trees.list(folder);
    if (!there.isEmpty() && !Files.exists(mark)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          folder + " holds files that no demo made: name an empty folder with --dir.");
    }
    for (Path entry : there) {
      if (!entry.equals(mark)) {
        Trees.delete(entry);
      }
    }
    Files.createDirectories(folder);
    // Rows in clear lie here, and with --keep what the workers left.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(mark, "Made by `bailiwick demo`, which replaces all in this folder.\n");
  }
}
