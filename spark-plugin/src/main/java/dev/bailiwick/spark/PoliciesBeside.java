package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Policies that lie beside data: {@code _policy.yaml} in the folder of a source, or in one above it
 * up to the root of the site's storage. Each governs its folder only, whatever its pattern. On
 * local file systems only; elsewhere a policy is attached by its pattern.
 */
final class PoliciesBeside {
  static final String NAME = "_policy.yaml";

  private PoliciesBeside() {}

  /**
   * Those of a source, the nearest first.
   *
   * @param source path or URI of the source
   * @throws BailiwickException BAD_DOCUMENT or NOT_AUTHENTIC if one cannot be taken, or its pattern
   *     does not govern the data beside which it lies
   */
  static List<Policy> of(String source, Topology topology) {
    List<Policy> found = new ArrayList<>();
    Optional<Path> start = local(source);
    Path root =
        start
            .flatMap(path -> topology.siteOfPath(path.toUri()))
            .map(site -> Path.of(site.storage()))
            .orElse(null);
    Path folder = start.map(path -> Files.isDirectory(path) ? path : path.getParent()).orElse(null);
    while (folder != null) {
      Path file = folder.resolve(NAME);
      if (Files.exists(file)) {
        found.add(read(file, source, topology));
      }
      folder = root == null || folder.equals(root) ? null : folder.getParent();
    }
    return found;
  }

  private static Policy read(Path file, String source, Topology topology) {
    Policy policy = topology.documentTrust().policy(file);
    if (!policy.governs(source)) {
      throw new BailiwickException(
          ErrorCode.BAD_DOCUMENT,
          file
              + ": this policy lies beside "
              + source
              + ", and its match "
              + policy.datasetMatches()
              + " does not govern it; write match: \"**\" or the pattern of the data.");
    }
    return policy.within(file.getParent().toUri().toString());
  }

  private static Optional<Path> local(String source) {
    String path = source.replaceFirst("(?i)^file:/+", "/");
    return path.startsWith("/")
        ? Optional.of(Path.of(path).toAbsolutePath().normalize())
        : Optional.empty();
  }
}
