package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a topology document; {@code docs/formats/topology.md} specifies it. */
public final class TopologyParser {
  static final Pattern SITE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,254}");
  private static final int MAX_SITES = 1000;

  private final YamlMap document;
  private final Path file;

  private TopologyParser(YamlMap document, Path file) {
    this.document = document;
    this.file = file;
  }

  /**
   * Reads a file. Nothing is looked up: the storage folders need not exist.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} or {@code NOT_SUPPORTED},
   *     with the place
   */
  public static Topology parse(Path file) {
    return new TopologyParser(YamlMap.read(file), file).topology();
  }

  private Topology topology() {
    DocumentHeader.check(document, "Topology");
    document.allowOnly("apiVersion", "kind", "metadata", "signatures", "coordinator", "sites");
    YamlMap metadata = document.map("metadata");
    metadata.allowOnly("id", "trustDomain");
    checkSignatures();
    List<Site> sites = sites();
    return new Topology(
        DocumentHeader.id(metadata),
        DocumentHeader.matching(
            metadata, "trustDomain", TRUST_DOMAIN, "a lower-case domain such as clinic.example"),
        sites,
        coordinator(sites),
        file);
  }

  private void checkSignatures() {
    if (!document.has("signatures")) {
      throw document
          .place()
          .error(
              "the field 'signatures' is missing, which asks for signed policies, and this version"
                  + " cannot check them; write 'signatures: not-required' to accept unsigned ones.");
    }
    String signatures = document.string("signatures");
    if (signatures.equals("required")) {
      throw document
          .placeOf("signatures")
          .notSupported("signatures: required", "write 'not-required' to accept unsigned policies");
    }
    if (!signatures.equals("not-required")) {
      throw document.error(
          "signatures", "'signatures' is '" + signatures + "'; expected not-required.");
    }
  }

  private List<Site> sites() {
    List<YamlMap> maps = document.maps("sites");
    if (maps.isEmpty() || maps.size() > MAX_SITES) {
      throw document.error(
          "sites", "'sites' has " + maps.size() + " sites; expected 1 to " + MAX_SITES + ".");
    }
    List<Site> sites = new ArrayList<>();
    for (YamlMap map : maps) {
      Site site = site(map);
      sites.forEach(other -> checkApart(map, site, other));
      sites.add(site);
    }
    return sites;
  }

  private static void checkApart(YamlMap map, Site site, Site other) {
    if (other.name().equals(site.name())) {
      throw map.error("name", "two sites are named '" + site.name() + "'; rename one.");
    }
    Uris.Normal mine = Uris.normal(site.storage().toString());
    Uris.Normal theirs = Uris.normal(other.storage().toString());
    if (mine.isWithin(theirs) || theirs.isWithin(mine)) {
      throw map.error(
          "storage",
          "the storage of site '"
              + site.name()
              + "' and that of site '"
              + other.name()
              + "' overlap; give each a root of its own.");
    }
  }

  private Site site(YamlMap map) {
    map.allowOnly("name", "location", "storage", "computeWeight");
    String name =
        DocumentHeader.matching(
            map,
            "name",
            SITE_NAME,
            "a lower-case letter, then lower-case letters, digits and '-', at most 31");
    String code = map.string("location");
    Location location =
        Location.find(code).orElseThrow(() -> map.error("location", Location.problem(code)));
    double weight = map.number("computeWeight", 0.000001, 1_000_000, 1.0);
    return new Site(name, location, storage(map), weight, List.of());
  }

  private URI storage(YamlMap map) {
    String text = map.string("storage");
    try {
      Uris.Normal normal =
          Uris.hasScheme(text) ? Uris.normal(text) : Uris.normal(local(text).toUri().toString());
      if (text.isBlank() || (normal.segments().isEmpty() && normal.root().endsWith("://"))) {
        throw map.error("storage", "'storage' is '" + text + "'; expected a folder or a URI.");
      }
      int mark = normal.root().indexOf("://");
      String path = "/" + String.join("/", normal.segments());
      return new URI(
          normal.root().substring(0, mark),
          normal.root().substring(mark + 3),
          path.endsWith("/") ? path : path + "/",
          null,
          null);
    } catch (URISyntaxException | InvalidPathException e) {
      throw map.error("storage", "'storage' is '" + text + "', which is no path and no URI.");
    }
  }

  private Path local(String text) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of(text).toAbsolutePath() : folder.resolve(text);
  }

  private Site coordinator(List<Site> sites) {
    String name = document.string("coordinator");
    return sites.stream()
        .filter(site -> site.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                document.error(
                    "coordinator",
                    "the coordinator '"
                        + name
                        + "' is none of the sites; add it to 'sites' or name one of "
                        + sites.stream().map(Site::name).sorted().toList()
                        + "."));
  }
}
