package dev.bailiwick.policy;

import java.util.List;

/** The places of a topology, as decisions see them. */
public final class ToolPlaces {
  private ToolPlaces() {}

  /** All of them, the sites first, each kind sorted by name. */
  public static List<Destination> of(Topology topology) {
    return topology.sites().stream().map(Site::destination).toList();
  }
}
