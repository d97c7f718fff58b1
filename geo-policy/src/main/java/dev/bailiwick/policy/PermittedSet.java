package dev.bailiwick.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The sites at which something may be. Immutable; equal if the sites are. */
public final class PermittedSet {
  private static final PermittedSet NONE = new PermittedSet(new TreeSet<>());

  private final SortedSet<String> sites;

  private PermittedSet(SortedSet<String> sites) {
    this.sites = Collections.unmodifiableSortedSet(sites);
  }

  /** These sites. */
  public static PermittedSet of(Collection<String> siteNames) {
    return new PermittedSet(new TreeSet<>(siteNames));
  }

  /** No site. */
  public static PermittedSet none() {
    return NONE;
  }

  /** The names, sorted. */
  public SortedSet<String> sites() {
    return sites;
  }

  /** Whether the site is permitted. */
  public boolean contains(String site) {
    return sites.contains(site);
  }

  /** What both permit. */
  public PermittedSet intersect(PermittedSet other) {
    SortedSet<String> both = new TreeSet<>(sites);
    both.retainAll(other.sites);
    return new PermittedSet(both);
  }

  /** What either permits. */
  public PermittedSet and(PermittedSet other) {
    SortedSet<String> all = new TreeSet<>(sites);
    all.addAll(other.sites);
    return new PermittedSet(all);
  }

  /** Whether no site is permitted. */
  public boolean isEmpty() {
    return sites.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PermittedSet set && sites.equals(set.sites);
  }

  @Override
  public int hashCode() {
    return sites.hashCode();
  }

  /** {@code {fra, nrt}}. */
  @Override
  public String toString() {
    return "{" + String.join(", ", sites) + "}";
  }
}
