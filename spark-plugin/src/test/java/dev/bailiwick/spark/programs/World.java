package dev.bailiwick.spark.programs;

import dev.bailiwick.crypto.DevelopmentAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Three sites and many small datasets, each under random laws; all of it follows from a seed. */
public final class World {
  public static final List<String> SITES = List.of("fra", "iad", "nrt");
  public static final String DRIVER = "fra";

  private static final List<String> LOCATIONS = List.of("DE", "US-VA", "JP");
  private static final List<String> FORMATS = List.of("csv", "parquet", "json", "orc");
  private static final int DATASETS = 36;
  private static final int FILES = 2;

  private final long seed;
  private final Path dir;
  private final List<DataSet> datasets = new ArrayList<>();

  /** Rows at one site under one or two laws. */
  record DataSet(String name, String site, String format, List<Rec> rows, List<Law> laws) {
    boolean permits(String transferClass, String at) {
      return laws.stream().allMatch(law -> law.permits(transferClass, at));
    }

    int leastRecords() {
      return laws.stream().mapToInt(Law::leastRecords).max().orElse(0);
    }
  }

  World(long seed, Path dir) {
    this.seed = seed;
    this.dir = dir;
    Random random = new Random(seed);
    for (int i = 0; i < DATASETS; i++) {
      String name = "d%02d".formatted(i);
      String site = SITES.get(i % SITES.size());
      List<Rec> rows = new ArrayList<>();
      int count = 16 + random.nextInt(16);
      for (int r = 0; r < count; r++) {
        rows.add(
            new Rec(
                name + ":" + Origins.READ,
                random.nextInt(Rec.KEYS),
                random.nextInt((int) Rec.MODULUS)));
      }
      double freedom = random.nextInt(5) < 3 ? 0.93 : 0.5;
      List<Law> laws = new ArrayList<>();
      laws.add(Law.random("p-" + name, site, freedom, random));
      if (random.nextInt(5) == 0) {
        laws.add(Law.random("q-" + name, site, 0.9, random));
      }
      datasets.add(new DataSet(name, site, FORMATS.get(i / 3 % FORMATS.size()), rows, laws));
    }
  }

  long seed() {
    return seed;
  }

  public Path dir() {
    return dir;
  }

  List<DataSet> datasets() {
    return datasets;
  }

  DataSet dataset(String name) {
    return datasets.get(Integer.parseInt(name.substring(1)));
  }

  /** The identity of a site. */
  public Path home(String site) {
    return dir.resolve(site).resolve("home");
  }

  /** Where a site keeps rows. */
  public Path storage(String site) {
    return dir.resolve(site).resolve("storage");
  }

  String path(DataSet dataset) {
    return storage(dataset.site()).resolve(dataset.name()).toString();
  }

  public Path topology() {
    return dir.resolve("topology.yaml");
  }

  public String policies() {
    return String.join(
        ",",
        datasets.stream()
            .flatMap(d -> d.laws().stream())
            .map(law -> dir.resolve(law.id() + ".yaml").toString())
            .toList());
  }

  /** Sites, laws and text files; the columnar files are written by {@link ReferenceMain}. */
  void write() throws IOException {
    DevelopmentAuthority authority =
        DevelopmentAuthority.create(dir.resolve("authority"), "test.example");
    StringBuilder topology =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: Topology
            metadata: {id: test, trustDomain: test.example}
            signatures: not-required
            coordinator: %s
            sites:
            """
                .formatted(DRIVER));
    for (int i = 0; i < SITES.size(); i++) {
      authority.issue(SITES.get(i), "node-1", home(SITES.get(i)));
      topology.append(
          "  - {name: %s, location: %s, storage: %s/storage}%n"
              .formatted(SITES.get(i), LOCATIONS.get(i), SITES.get(i)));
    }
    Files.writeString(topology(), topology);
    String root = dir.toUri().toString().replaceAll("/$", "");
    for (DataSet d : datasets) {
      String match = root + "/" + d.site() + "/storage/" + d.name() + "/**";
      for (Law law : d.laws()) {
        Files.writeString(
            dir.resolve(law.id() + ".yaml"),
            law.yaml(match, LOCATIONS.get(SITES.indexOf(d.site()))));
      }
      if (d.format().equals("csv") || d.format().equals("json")) {
        writeText(d);
      }
    }
  }

  private void writeText(DataSet d) throws IOException {
    Path folder = Files.createDirectories(Path.of(path(d)));
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder();
      for (int i = file; i < d.rows().size(); i += FILES) {
        Rec rec = d.rows().get(i);
        text.append(
            d.format().equals("csv")
                ? "%s,%d,%d%n".formatted(rec.o(), rec.k(), rec.v())
                : "{\"o\":\"%s\",\"k\":%d,\"v\":%d}%n".formatted(rec.o(), rec.k(), rec.v()));
      }
      Files.writeString(folder.resolve("part-" + file + "." + d.format()), text);
    }
  }
}
