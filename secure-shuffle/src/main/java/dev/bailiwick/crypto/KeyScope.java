package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a key is for: a transfer class, and the sites whose nodes may hold the key.
 *
 * <p>Its text is canonical: {@code intermediate@{fra,nrt}}, with the sites sorted, or {@code
 * intermediate@*} for data that no policy governs, whose key every registered node may hold. Two
 * scopes are equal exactly if their texts are.
 */
public final class KeyScope implements Comparable<KeyScope> {
  private static final Pattern TRANSFER_CLASS = Pattern.compile("[a-z][a-z-]{0,30}");
  private static final Pattern SITE = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final int MAX_TEXT_CHARS = 16_384;

  private final String transferClass;
  private final List<String> sites;
  private final String text;

  private KeyScope(String transferClass, List<String> sites, String sitesText) {
    if (!TRANSFER_CLASS.matcher(transferClass).matches()) {
      throw invalid(transferClass + "@" + sitesText, "a transfer class is a lower-case word");
    }
    this.transferClass = transferClass;
    this.sites = sites;
    this.text = transferClass + "@" + sitesText;
    if (text.length() > MAX_TEXT_CHARS) {
      throw invalid(text.substring(0, 40) + "...", "at most " + MAX_TEXT_CHARS + " characters");
    }
  }

  /** The scope of governed data. Needs at least one site; repeated ones count once. */
  public static KeyScope of(String transferClass, Collection<String> sites) {
    List<String> sorted = List.copyOf(new TreeSet<>(sites));
    String sitesText = "{" + String.join(",", sorted) + "}";
    if (sorted.isEmpty()) {
      throw invalid(transferClass + "@{}", "a key that no site may hold seals for nobody");
    }
    for (String site : sorted) {
      if (!SITE.matcher(site).matches()) {
        throw invalid(transferClass + "@" + sitesText, "'" + site + "' is not a site's name");
      }
    }
    return new KeyScope(transferClass, sorted, sitesText);
  }

  /** The scope of data that no policy governs: every registered node may hold the key. */
  public static KeyScope ungoverned(String transferClass) {
    return new KeyScope(transferClass, List.of(), "*");
  }

  /** Reads the canonical text, and nothing else: unsorted or repeated sites are refused. */
  public static KeyScope parse(String text) {
    int at = text.indexOf('@');
    if (at < 0 || text.length() > MAX_TEXT_CHARS) {
      throw invalid(text.substring(0, Math.min(40, text.length())), "expected CLASS@{SITE,...}");
    }
    String transferClass = text.substring(0, at);
    String sites = text.substring(at + 1);
    if (sites.equals("*")) {
      return ungoverned(transferClass);
    }
    if (sites.length() < 3 || !sites.startsWith("{") || !sites.endsWith("}")) {
      throw invalid(text, "expected CLASS@{SITE,...} or CLASS@*");
    }
    KeyScope scope =
        of(transferClass, List.of(sites.substring(1, sites.length() - 1).split(",", -1)));
    if (!scope.text.equals(text)) {
      throw invalid(text, "the canonical form is " + scope.text);
    }
    return scope;
  }

  /** The class of transfer, such as {@code intermediate}. */
  public String transferClass() {
    return transferClass;
  }

  /** The sites that may hold the key, sorted; empty if {@link #isUngoverned()}. */
  public List<String> sites() {
    return sites;
  }

  /** Whether every registered node may hold the key. */
  public boolean isUngoverned() {
    return sites.isEmpty();
  }

  /** Whether a node at this site may hold the key. */
  public boolean permits(String site) {
    return isUngoverned() || sites.contains(site);
  }

  @Override
  public int compareTo(KeyScope other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof KeyScope other && text.equals(other.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The canonical text. */
  @Override
  public String toString() {
    return text;
  }

  private static BailiwickException invalid(String text, String why) {
    return new BailiwickException(
        ErrorCode.BAD_ARGUMENT, "'" + text + "' is not the scope of a key: " + why);
  }
}
