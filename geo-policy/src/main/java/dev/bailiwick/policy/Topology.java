package dev.bailiwick.policy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sites of an installation and where they are, as its operator states it. {@link
 * TopologyParser} makes it; the storage roots of two sites never overlap.
 *
 * <p>It says where a site's storage is, not where a process is: only a certificate proves that.
 */
public final class Topology {
  private final String id;
  private final String trustDomain;
  private final List<Site> sites;
  private final List<Destination> accessPoints;
  private final Map<List<String>, Link> links;
  private final Site coordinator;
  private final DocumentTrust trust;
  private final Optional<Path> defaultPolicy;
  private final Path source;

  Topology(
      String id,
      String trustDomain,
      List<Site> sites,
      List<Destination> accessPoints,
      List<Link> links,
      Site coordinator,
      DocumentTrust trust,
      Optional<Path> defaultPolicy,
      Path source) {
    this.id = id;
    this.trustDomain = trustDomain;
    this.sites = sites.stream().sorted(Comparator.comparing(Site::name)).toList();
    this.accessPoints =
        accessPoints.stream().sorted(Comparator.comparing(Destination::name)).toList();
    this.links =
        links.stream()
            .collect(Collectors.toUnmodifiableMap(l -> List.of(l.from(), l.to()), l -> l));
    this.coordinator = coordinator;
    this.trust = trust;
    this.defaultPolicy = defaultPolicy;
    this.source = source;
  }

  /** The name of this topology. */
  public String id() {
    return id;
  }

  /** The domain in the certificates of its nodes: {@code spiffe://DOMAIN/site/…}. */
  public String trustDomain() {
    return trustDomain;
  }

  /** All sites, sorted by name. */
  public List<Site> sites() {
    return sites;
  }

  /** The site with this name. */
  public Optional<Site> site(String name) {
    return sites.stream().filter(site -> site.name().equals(name)).findFirst();
  }

  /** The places without executors, where people look, sorted by name. */
  public List<Destination> accessPoints() {
    return accessPoints;
  }

  /**
   * What it takes to move bytes between two sites: as stated from the one to the other, else as
   * stated the other way round, else 100 MB/s, 50 ms and no cost.
   */
  public Link link(String from, String to) {
    Link stated = links.get(List.of(from, to));
    if (stated != null) {
      return stated;
    }
    Link back = links.get(List.of(to, from));
    return back == null
        ? Link.unknown(from, to)
        : new Link(from, to, back.megabytesPerSecond(), back.latencyMs(), back.costPerGigabyte());
  }

  /** Every place of the topology: its sites, then its access points. */
  public List<Destination> places() {
    return Stream.concat(sites.stream().map(Site::destination), accessPoints.stream()).toList();
  }

  /** How documents of stewards are trusted. */
  public DocumentTrust documentTrust() {
    return trust;
  }

  /** The policy of datasets to which no other is attached, if there is one. */
  public Optional<Path> defaultPolicy() {
    return defaultPolicy;
  }

  /**
   * Reads policies as this topology trusts them, with its default policy.
   *
   * @throws dev.bailiwick.error.BailiwickException {@code BAD_DOCUMENT} with the place, or {@code
   *     NOT_AUTHENTIC} naming the check that failed
   */
  public PolicySet policies(Collection<Path> files) {
    PolicySet set = PolicySet.of(files.stream().map(trust::policy).toList());
    return defaultPolicy.map(file -> set.otherwise(trust.policy(file))).orElse(set);
  }

  /** The site where the driver runs. */
  public Site coordinator() {
    return coordinator;
  }

  /**
   * The site whose storage holds a path. Another way to write the same path gives the same site; a
   * symbolic link is not followed.
   */
  public Optional<Site> siteOfPath(URI path) {
    Uris.Normal normal = Uris.normal(path.toString());
    return sites.stream()
        .filter(site -> normal.isWithin(Uris.normal(site.storage().toString())))
        .findFirst();
  }

  /** The file that it was read from. */
  public Path source() {
    return source;
  }

  @Override
  public String toString() {
    return "topology " + id + " " + sites;
  }
}
