package dev.bailiwick.cli.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The demo's rows: the same for the same seed and number of rows. Three sites hold people of eight
 * countries; how many of them leave differs by site.
 */
final class DemoData {
  /** Which people lie at which site. Every law permits its rows to be where they lie. */
  private static final Map<String, List<Country>> SITES = new LinkedHashMap<>();

  static {
    SITES.put(
        "fra",
        List.of(
            new Country("DE", 0.38, -0.6),
            new Country("FR", 0.24, -0.2),
            new Country("PL", 0.16, 0.2),
            new Country("IT", 0.12, 0.1),
            new Country("GB", 0.07, -0.3),
            new Country("JP", 0.03, -1.0)));
    SITES.put("iad", List.of(new Country("US", 0.88, 0.6), new Country("CA", 0.12, 0.3)));
    SITES.put(
        "nrt",
        List.of(
            new Country("JP", 0.86, -1.0),
            new Country("DE", 0.07, -0.6),
            new Country("FR", 0.07, -0.2)));
  }

  private static final Map<String, Double> SITE_SHARE =
      Map.of("fra", 0.45, "iad", 0.35, "nrt", 0.20);
  private static final List<String> TOPICS =
      List.of("invoice", "delivery", "password", "upgrade", "refund", "outage");

  private final long rows;
  private final long seed;

  /** Whose laws govern some of the rows. */
  static List<String> countries() {
    return SITES.values().stream()
        .flatMap(List::stream)
        .map(Country::code)
        .distinct()
        .sorted()
        .toList();
  }

  DemoData(long rows, long seed) {
    this.rows = rows;
    this.seed = seed;
  }

  static List<String> sites() {
    return List.copyOf(SITES.keySet());
  }

  /** How many rows lie at this site. */
  long rowsAt(String site) {
    return Math.round(rows * SITE_SHARE.get(site));
  }

  /**
   * Text that stands in the note of every row and, being drawn at random, nowhere else: whoever
   * finds it, found a row.
   */
  String plantedText() {
    byte[] drawn = new byte[8];
    new SplittableRandom(seed ^ 0x5eed).nextBytes(drawn);
    return "planted-" + HexFormat.of().formatHex(drawn);
  }

  /** Shows every person of a site, in order. */
  void people(String site, Consumer<Person> each) {
    List<Country> countries = SITES.get(site);
    SplittableRandom random = new SplittableRandom(seed * 31 + sites().indexOf(site));
    for (long i = 0; i < rowsAt(site); i++) {
      each.accept(new Person(draw(countries, random), random));
    }
  }

  /** Writes the site's rows as CSV with a header. */
  void write(String site, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    String planted = plantedText();
    SplittableRandom words = new SplittableRandom(seed * 17 + sites().indexOf(site));
    long[] id = {1_000_000L * (1 + sites().indexOf(site))};
    StringBuilder text = new StringBuilder(Person.HEADER).append('\n');
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      people(
          site,
          person -> {
            id[0]++;
            String note =
                planted + "-" + id[0] + " asked about " + TOPICS.get(words.nextInt(TOPICS.size()));
            person.write(text, id[0], note);
          });
      out.append(text);
    }
  }

  private static Country draw(List<Country> countries, SplittableRandom random) {
    double at = random.nextDouble();
    for (Country country : countries) {
      at -= country.share();
      if (at < 0) {
        return country;
      }
    }
    return countries.get(0);
  }
}
