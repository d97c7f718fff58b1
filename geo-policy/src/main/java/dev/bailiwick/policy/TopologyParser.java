package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads a topology document; {@code docs/formats/topology.md} specifies it. */
public final class TopologyParser {
  static final Pattern SITE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  /** Stores whose name would be filled in from the settings of whoever reads. */
  private static final Set<String> NAMELESS = Set.of("hdfs://", "s3a://", "abfs://", "wasb://");

  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,254}");
  private static final int MAX_SITES = 1000;
  private static final double BYTES_IN_GIGABYTE = 1e9;

  private final YamlMap document;
  private final Path file;

  private TopologyParser(YamlMap document, Path file) {
    this.document = document;
    this.file = file;
  }

  /**
   * Reads a file, and the statements about places that it names. Storage folders need not exist.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place, or {@code
   *     NOT_AUTHENTIC} for statements whose signature does not hold
   */
  public static Topology parse(Path file) {
    return new TopologyParser(YamlMap.read(file), file).topology();
  }

  private Topology topology() {
    DocumentHeader.check(document, "Topology");
    document.allowOnly(
        "apiVersion",
        "kind",
        "metadata",
        "signatures",
        "links",
        "stewards",
        "coordinator",
        "sites",
        "accessPoints",
        "statements",
        "defaultPolicy");
    YamlMap metadata = document.map("metadata");
    metadata.allowOnly("id", "trustDomain");
    DocumentTrust trust = trust();
    Map<String, List<Statement>> statements = statements(trust);
    List<Site> sites = sites(statements);
    List<Destination> accessPoints = accessPoints(sites, statements);
    refuseUnknownPlaces(sites, accessPoints, statements);
    return new Topology(
        DocumentHeader.id(metadata),
        DocumentHeader.matching(
            metadata, "trustDomain", TRUST_DOMAIN, "a lower-case domain such as clinic.example"),
        sites,
        accessPoints,
        links(sites),
        coordinator(sites),
        trust,
        document.optionalString("defaultPolicy").map(this::local),
        file);
  }

  private DocumentTrust trust() {
    String signatures = document.optionalString("signatures").orElse("required");
    if (signatures.equals("not-required")) {
      return DocumentTrust.unsigned();
    }
    if (!signatures.equals("required")) {
      throw document.error(
          "signatures", "'signatures' is '" + signatures + "'; expected required or not-required.");
    }
    if (!document.has("stewards")) {
      throw document
          .placeOf("signatures")
          .error(
              "policies must be signed, and 'stewards' is missing: name the PEM file of the"
                  + " authorities that certify your stewards (or, where anybody may write a"
                  + " policy, say 'signatures: not-required').");
    }
    return DocumentTrust.signedUnder(local(document.string("stewards")));
  }

  private Map<String, List<Statement>> statements(DocumentTrust trust) {
    Map<String, List<Statement>> byPlace = new TreeMap<>();
    for (String name : document.optionalStrings("statements")) {
      for (Statement statement : trust.statements(file.resolveSibling(name)).statements()) {
        byPlace.computeIfAbsent(statement.place(), p -> new ArrayList<>()).add(statement);
      }
    }
    return byPlace;
  }

  private static void refuseUnknownPlaces(
      List<Site> sites, List<Destination> accessPoints, Map<String, List<Statement>> statements) {
    Set<String> known = new TreeSet<>();
    sites.forEach(site -> known.add(site.name()));
    accessPoints.forEach(point -> known.add(point.name()));
    statements.forEach(
        (place, about) -> {
          if (!known.contains(place)) {
            throw about
                .get(0)
                .at()
                .error(
                    "the statement is about '"
                        + place
                        + "', which the topology does not have; it has "
                        + String.join(", ", known)
                        + ".");
          }
        });
  }

  private List<Destination> accessPoints(
      List<Site> sites, Map<String, List<Statement>> statements) {
    List<Destination> points = new ArrayList<>();
    for (YamlMap map : document.optionalMaps("accessPoints")) {
      map.allowOnly("name", "location");
      String name = name(map);
      boolean taken =
          sites.stream().anyMatch(site -> site.name().equals(name))
              || points.stream().anyMatch(point -> point.name().equals(name));
      if (taken) {
        throw map.error("name", "two places are named '" + name + "'; rename one.");
      }
      points.add(
          new Destination(
              name,
              Destination.Kind.ACCESS_POINT,
              location(map),
              statements.getOrDefault(name, List.of())));
    }
    return points;
  }

  private List<Site> sites(Map<String, List<Statement>> statements) {
    List<YamlMap> maps = document.maps("sites");
    if (maps.isEmpty() || maps.size() > MAX_SITES) {
      throw document.error(
          "sites", "'sites' has " + maps.size() + " sites; expected 1 to " + MAX_SITES + ".");
    }
    List<Site> sites = new ArrayList<>();
    for (YamlMap map : maps) {
      Site site = site(map, statements);
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

  private Site site(YamlMap map, Map<String, List<Statement>> statements) {
    map.allowOnly("name", "location", "storage", "computeWeight", "capacityGigabytes", "draining");
    String name = name(map);
    Location location = location(map);
    double weight = map.number("computeWeight", 0.000001, 1_000_000, 1.0);
    OptionalLong capacity =
        map.has("capacityGigabytes")
            ? OptionalLong.of(
                (long) (BYTES_IN_GIGABYTE * map.number("capacityGigabytes", 0, 1e9, 0)))
            : OptionalLong.empty();
    return new Site(
        name,
        location,
        storage(map),
        weight,
        capacity,
        map.bool("draining", false),
        statements.getOrDefault(name, List.of()));
  }

  private List<Link> links(List<Site> sites) {
    List<Link> links = new ArrayList<>();
    for (YamlMap map : document.optionalMaps("links")) {
      map.allowOnly("from", "to", "megabytesPerSecond", "latencyMs", "costPerGigabyte");
      String from = end(map, "from", sites);
      String to = end(map, "to", sites);
      if (from.equals(to)) {
        throw map.error("to", "a link leads from '" + from + "' to itself; name two sites.");
      }
      if (links.stream().anyMatch(l -> l.from().equals(from) && l.to().equals(to))) {
        throw map.error(
            "to", "the link from '" + from + "' to '" + to + "' stands twice; remove one.");
      }
      links.add(
          new Link(
              from,
              to,
              map.number("megabytesPerSecond", 0.001, 1_000_000, 100),
              map.number("latencyMs", 0, 100_000, 50),
              map.number("costPerGigabyte", 0, 1_000_000, 0)));
    }
    return links;
  }

  private static String end(YamlMap map, String field, List<Site> sites) {
    String name = map.string(field);
    if (sites.stream().noneMatch(site -> site.name().equals(name))) {
      throw map.error(
          field,
          "'"
              + name
              + "' is none of the sites "
              + sites.stream().map(Site::name).sorted().toList()
              + "; name one of them.");
    }
    return name;
  }

  private static String name(YamlMap map) {
    return DocumentHeader.matching(
        map,
        "name",
        SITE_NAME,
        "a lower-case letter, then lower-case letters, digits and '-', at most 31");
  }

  private static Location location(YamlMap map) {
    String code = map.string("location");
    return Location.find(code).orElseThrow(() -> map.error("location", Location.problem(code)));
  }

  private URI storage(YamlMap map) {
    String text = map.string("storage");
    try {
      Uris.Normal normal =
          Uris.hasScheme(text) ? Uris.normal(text) : Uris.normal(local(text).toUri().toString());
      if (text.isBlank() || (normal.segments().isEmpty() && normal.root().endsWith("://"))) {
        throw map.error("storage", "'storage' is '" + text + "'; expected a folder or a URI.");
      }
      if (NAMELESS.contains(normal.root())) {
        throw map.error(
            "storage",
            "'storage' is '"
                + text
                + "', without the name of its store; expected one, such as hdfs://NAMENODE/PATH:"
                + " otherwise it would be another for everybody who reads this.");
      }
      String address = Uris.address(text);
      int mark = address.indexOf("://");
      String path = "/" + String.join("/", normal.segments());
      return new URI(
          address.substring(0, mark),
          address.substring(mark + 3),
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
