package dev.bailiwick.policy;

import java.net.URI;
import java.util.List;
import java.util.OptionalLong;

/**
 * A place with executors, storage and a key store.
 *
 * @param name as certificates and policies name it: {@code [a-z][a-z0-9-]{0,30}}
 * @param location where the topology says that it is
 * @param storage the root of its storage: absolute, in normal form, ends with a slash
 * @param computeWeight its share of the work, relative to the other sites; above 0
 * @param capacityBytes the most bytes that shards may take there; empty if there is no limit
 * @param draining true if nothing new is placed there, and what is there is to move away
 * @param statements what was stated about it
 */
public record Site(
    String name,
    Location location,
    URI storage,
    double computeWeight,
    OptionalLong capacityBytes,
    boolean draining,
    List<Statement> statements) {
  public Site {
    statements = List.copyOf(statements);
  }

  /** The site as a decision sees it. */
  public Destination destination() {
    return new Destination(name, Destination.Kind.SITE, location, statements);
  }

  /** {@code fra (DE)}. */
  @Override
  public String toString() {
    return name + " (" + location + ")";
  }
}
