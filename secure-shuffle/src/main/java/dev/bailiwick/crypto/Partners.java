package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * With which sites a site shares keys at most, by the file {@code partners} of its home ({@code
 * docs/formats/site-home.md}): what bounds a driver that names too wide a scope. Immutable.
 */
final class Partners {
  static final String FILE = "partners";

  private static final String EVERY_SITE = "*";

  private final Map<String, Set<String>> byClass;

  private Partners(Map<String, Set<String>> byClass) {
    this.byClass = byClass;
  }

  /** Those of a site home; without the file, no class is bounded. */
  static Partners in(Path siteHome) {
    Path file = siteHome.resolve(FILE);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new Partners(Map.of());
    }
    Map<String, Set<String>> byClass = new HashMap<>();
    String text = new String(PrivateFiles.read(file), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      List<String> words = List.of(line.split(" ", -1));
      List<String> sites = words.subList(1, words.size());
      if (!isScope(words.get(0), sites) || byClass.containsKey(words.get(0))) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "'"
                + line
                + "' in "
                + file
                + " is not a class of transfer that no other line names, and after it '*' or names"
                + " of sites, sorted, with one space between each");
      }
      byClass.put(words.get(0), Set.copyOf(sites));
    }
    return new Partners(Map.copyOf(byClass));
  }

  /**
   * Writes the file, in place of the one that was there.
   *
   * @param byClass names of sites, or {@code *} alone, by class of transfer
   */
  static void write(Path siteHome, Map<String, List<String>> byClass) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(byClass)
        .forEach(
            (transferClass, sites) -> {
              List<String> sorted = sites.stream().distinct().sorted().toList();
              if (!isScope(transferClass, sorted)) {
                throw new BailiwickException(
                    ErrorCode.BAD_ARGUMENT,
                    transferClass
                        + " "
                        + sorted
                        + " is not a class of transfer and '*' or names of sites");
              }
              text.append(transferClass).append(' ').append(String.join(" ", sorted)).append('\n');
            });
    PrivateFiles.write(siteHome.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The sites by class, sorted, as the file has them. */
  SortedMap<String, List<String>> byClass() {
    SortedMap<String, List<String>> all = new TreeMap<>();
    byClass.forEach((c, sites) -> all.put(c, sites.stream().sorted().toList()));
    return Collections.unmodifiableSortedMap(all);
  }

  private static boolean isScope(String transferClass, List<String> sites) {
    try {
      return sites.equals(List.of(EVERY_SITE))
          ? KeyScope.ungoverned(transferClass).isUngoverned()
          : KeyScope.of(transferClass, sites).sites().equals(sites);
    } catch (BailiwickException e) {
      return false;
    }
  }

  /**
   * Refuses a scope that names a site with which this one shares no such key.
   *
   * @throws BailiwickException KEY_NOT_RELEASED
   */
  void require(KeyScope scope) {
    Set<String> allowed = byClass.get(scope.transferClass());
    if (allowed == null || allowed.contains(EVERY_SITE)) {
      return;
    }
    Set<String> others = new HashSet<>(scope.sites());
    others.removeAll(allowed);
    if (scope.isUngoverned() || !others.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "The scope "
              + scope
              + " names "
              + (scope.isUngoverned() ? "every site" : new TreeSet<>(others))
              + ", but this site's home shares keys of "
              + scope.transferClass()
              + " with "
              + new TreeSet<>(allowed)
              + " only: the driver is at fault, or mend the file '"
              + FILE
              + "' of that home");
    }
  }
}
