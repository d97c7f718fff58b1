package dev.bailiwick.policy;

import java.net.URI;
import java.util.List;

/**
 * A place with executors, storage and a key store.
 *
 * @param name as certificates and policies name it: {@code [a-z][a-z0-9-]{0,30}}
 * @param location where the topology says that it is
 * @param storage the root of its storage: absolute, in normal form, ends with a slash
 * @param computeWeight its share of the work, relative to the other sites; above 0
 * @param statements what was stated about it
 */
public record Site(
    String name, Location location, URI storage, double computeWeight, List<Statement> statements) {
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
