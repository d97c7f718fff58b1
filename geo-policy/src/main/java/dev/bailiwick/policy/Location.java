package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place on the map: a country or territory ({@code DE}, ISO 3166-1 alpha-2) or a part of one
 * ({@code US-VA}, ISO 3166-2). Both are checked against the complete lists.
 *
 * <p>A place that has both kinds of code has one location: {@code FR-973} and {@code GF} are equal,
 * and read {@code GF}. Codes outside the standard, such as {@code UK} or {@code XK}, are errors.
 */
public final class Location implements Comparable<Location> {
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern SUBDIVISION = Pattern.compile("[A-Z]{2}-[A-Z0-9]{1,3}");
  private static final Location UNKNOWN = new Location("unknown");

  private final String code;

  private Location(String code) {
    this.code = code;
  }

  /**
   * The location with this code.
   *
   * @throws BailiwickException {@code BAD_DOCUMENT} if ISO 3166 has no such code
   */
  public static Location of(String code) {
    return find(code)
        .orElseThrow(() -> new BailiwickException(ErrorCode.BAD_DOCUMENT, problem(code)));
  }

  /** The location with this code, if ISO 3166 has it. */
  public static Optional<Location> find(String code) {
    boolean known =
        COUNTRY.matcher(code).matches()
            ? Countries.isCountry(code)
            : SUBDIVISION.matcher(code).matches() && Countries.isSubdivision(code);
    return known ? Optional.of(new Location(Countries.canonical(code))) : Optional.empty();
  }

  /**
   * The law of a row whose law nobody stated. It lies in no country and no group, and whatever is
   * asked for it is denied.
   */
  public static Location unknown() {
    return UNKNOWN;
  }

  /** False for {@link #unknown()} only. */
  public boolean isKnown() {
    return !this.equals(UNKNOWN);
  }

  /** {@code DE}, {@code US-VA}, or {@code unknown}. */
  public String code() {
    return code;
  }

  /** The ISO 3166-1 code: {@code US} for {@code US-VA}. */
  public String country() {
    int dash = code.indexOf('-');
    return dash < 0 ? code : code.substring(0, dash);
  }

  /**
   * Whether this is surely inside another location, as an allow reads it: {@code US-VA} is inside
   * {@code US}; {@code GF} is not inside {@code FR}; {@code US} is not inside {@code US-VA}.
   */
  boolean isInside(Location other) {
    return isKnown() && (code.equals(other.code) || country().equals(other.code));
  }

  /**
   * Whether this may be touched by a prohibition of another location: also a territory of it that
   * has a code of its own ({@code HK} for {@code CN}), and a place known only as the country of it
   * ({@code US} for {@code US-CA}).
   */
  boolean isTouchedBy(Location other) {
    return isInside(other)
        || code.equals(other.country())
        || Countries.sovereign(country()).equals(other.code);
  }

  static String problem(String code) {
    String meant = Countries.meant(code);
    String hint = meant.isEmpty() ? "" : " (did you mean '" + meant + "'?)";
    return "'"
        + code
        + "' is no country or subdivision of ISO 3166"
        + hint
        + "; expected a code such as DE or US-VA.";
  }

  @Override
  public int compareTo(Location other) {
    return code.compareTo(other.code);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Location location && code.equals(location.code);
  }

  @Override
  public int hashCode() {
    return code.hashCode();
  }

  @Override
  public String toString() {
    return code;
  }
}
