package dev.bailiwick.policy;

import java.util.List;

/**
 * A set of places, as a rule names it. An allow asks {@link #surelyHolds} and a deny {@link
 * #mayHold}: whatever is in doubt permits nothing and forbids.
 */
sealed interface Area {
  String ANYWHERE = "ANYWHERE";
  String SITE_PREFIX = "site:";

  /** Read narrowly, for an allow. */
  boolean surelyHolds(Site site);

  /** Read widely, for a deny. */
  boolean mayHold(Site site);

  /** A law, read narrowly, for an allow. */
  boolean surelyHolds(Location law);

  /** A law, read widely, for a deny. */
  boolean mayHold(Location law);

  /** A country or subdivision, or a group of countries; the name is as the policy writes it. */
  record Countries(String name, List<Location> members) implements Area {
    @Override
    public boolean surelyHolds(Site site) {
      return surelyHolds(site.location());
    }

    @Override
    public boolean mayHold(Site site) {
      return !site.location().isKnown() || mayHold(site.location());
    }

    @Override
    public boolean surelyHolds(Location law) {
      return members.stream().anyMatch(law::isInside);
    }

    @Override
    public boolean mayHold(Location law) {
      return members.stream().anyMatch(law::isTouchedBy);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Any site whose location is proven; for a deny, any site. */
  record Anywhere() implements Area {
    @Override
    public boolean surelyHolds(Site site) {
      return site.location().isKnown();
    }

    @Override
    public boolean mayHold(Site site) {
      return true;
    }

    @Override
    public boolean surelyHolds(Location law) {
      return law.isKnown();
    }

    @Override
    public boolean mayHold(Location law) {
      return true;
    }

    @Override
    public String toString() {
      return ANYWHERE;
    }
  }

  /** One site by its name. It is no law. */
  record Named(String site) implements Area {
    @Override
    public boolean surelyHolds(Site other) {
      return other.name().equals(site);
    }

    @Override
    public boolean mayHold(Site other) {
      return other.name().equals(site);
    }

    @Override
    public boolean surelyHolds(Location law) {
      return false;
    }

    @Override
    public boolean mayHold(Location law) {
      return false;
    }

    @Override
    public String toString() {
      return SITE_PREFIX + site;
    }
  }
}
