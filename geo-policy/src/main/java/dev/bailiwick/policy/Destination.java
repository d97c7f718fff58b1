package dev.bailiwick.policy;

import java.util.List;

/**
 * A place, as a decision sees it: where something is to be, and what was stated about it.
 *
 * @param name as certificates and policies name it
 * @param kind a site has executors; at an access point a person looks
 * @param location where it is proven to be; may be unknown
 * @param statements whatever anybody stated; a policy counts only whom it trusts
 */
public record Destination(String name, Kind kind, Location location, List<Statement> statements) {

  /** What kind of place it is. */
  public enum Kind {
    /** A place with executors, storage and a key store. */
    SITE,
    /** A certified place without executors, where a person looks. */
    ACCESS_POINT
  }

  public Destination {
    statements = List.copyOf(statements);
  }

  /** The place of somebody whose login shows no access point. */
  public static Destination unknownViewer() {
    return new Destination("unknown", Kind.ACCESS_POINT, Location.unknown(), List.of());
  }

  /** {@code site fra (DE)}, {@code access point desk (CH)}. */
  @Override
  public String toString() {
    return (kind == Kind.SITE ? "site " : "access point ") + name + " (" + location + ")";
  }
}
