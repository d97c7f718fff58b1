package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The policies that somebody names as files or as folders.
 *
 * <p>Of a folder, every {@code .yaml} and {@code .yml} file in it counts, but not its sub-folders.
 * Documents of another known kind (topologies, tables, jobs) are passed over; a file that is of no
 * known kind is an error, or else a policy with a misspelt head would be left out in silence.
 */
public final class PolicyFiles {
  private static final Set<String> OTHER_KINDS =
      Set.of(
          "Topology",
          "TrainingJob",
          "LocationTable",
          "ValueTable",
          "PlaceStatements",
          "Release",
          PolicyTestsParser.KIND);

  private PolicyFiles() {}

  /**
   * The files of these names, each once, in the order of the names and by name within a folder.
   *
   * @throws BailiwickException BAD_ARGUMENT if a folder has no policy; UNAVAILABLE
   */
  public static List<Path> files(List<Path> named) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        files.addAll(inFolder(path));
      } else {
        files.add(path);
      }
    }
    return List.copyOf(files);
  }

  /**
   * Reads them all.
   *
   * @throws BailiwickException as {@link #files} and {@link PolicyParser#parse(Path)}
   */
  public static List<Policy> read(List<Path> named) {
    List<Policy> policies = new ArrayList<>();
    files(named).forEach(file -> policies.add(PolicyParser.parse(file)));
    return policies;
  }

  /** Files of tests and policies, also in sub-folders; each once. */
  static List<Path> withTests(List<Path> named) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        documents(path, Integer.MAX_VALUE).stream()
            .filter(file -> !isOfOtherKind(file) || kind(file).equals(PolicyTestsParser.KIND))
            .forEach(files::add);
      } else {
        files.add(path);
      }
    }
    return List.copyOf(files);
  }

  private static List<Path> documents(Path folder, int depth) {
    try (Stream<Path> entries = Files.walk(folder, depth)) {
      return entries
          .filter(file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The folder " + folder + " cannot be read", e);
    }
  }

  private static List<Path> inFolder(Path folder) {
    List<Path> files = documents(folder, 1).stream().filter(file -> !isOfOtherKind(file)).toList();
    if (files.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The folder " + folder + " has no policy: name a folder with .yaml files of policies");
    }
    return files;
  }

  private static boolean isOfOtherKind(Path file) {
    return OTHER_KINDS.contains(kind(file));
  }

  private static String kind(Path file) {
    try {
      return YamlMap.read(file).string("kind");
    } catch (BailiwickException e) {
      // Whoever reads it as a policy says what is wrong with it.
      return "";
    }
  }
}
