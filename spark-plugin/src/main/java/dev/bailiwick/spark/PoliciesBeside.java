package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;

/**
 * Policies that lie beside data: {@code _policy.yaml} in the folder of a source, or in one above it
 * up to the root of the site's storage. Each governs its folder only, whatever its pattern.
 *
 * <p>They are taken from the driver's local file systems only. Elsewhere (object stores, disks that
 * only another site sees) a policy is attached by its pattern, and one that lies beside data and
 * was not given so stops the job: it may forbid.
 */
final class PoliciesBeside {
  static final String NAME = "_policy.yaml";

  /** A policy that can be parsed is no longer. */
  static final int MAX_BYTES = 1 << 20;

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

  /**
   * Requires of a source on another file system that the policies beside it were given to the
   * application, byte for byte.
   *
   * @param given the policies of the application
   * @throws BailiwickException NOT_SUPPORTED naming the first that was not; UNAVAILABLE if that
   *     cannot be seen
   */
  static void requireGiven(
      String source, Topology topology, PolicySet given, Configuration hadoop) {
    if (local(source).isPresent()) {
      return;
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source);
    Optional<String> root =
        topology.siteOfPath(path.toUri()).flatMap(s -> Paths.normal(s.storage().toString()));
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      org.apache.hadoop.fs.Path folder =
          fs.getFileStatus(path).isDirectory() ? path : path.getParent();
      while (folder != null) {
        requireGiven(fs, new org.apache.hadoop.fs.Path(folder, NAME), source, given);
        boolean last = root.isEmpty() || Paths.normal(folder.toString()).equals(root);
        folder = last ? null : folder.getParent();
      }
    } catch (FileNotFoundException e) {
      // Without data there is nothing beside it. Reading the source says what is missing.
      return;
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "Whether a policy lies beside " + source + " cannot be seen", e);
    }
  }

  private static void requireGiven(
      FileSystem fs, org.apache.hadoop.fs.Path file, String source, PolicySet given)
      throws IOException {
    if (!fs.exists(file)) {
      return;
    }
    byte[] bytes;
    try (FSDataInputStream in = fs.open(file)) {
      bytes = in.readNBytes(MAX_BYTES);
    }
    requireGiven(file.toString(), sha256(bytes), source, given);
  }

  /** The hash by which a policy beside data is known to be one that was given. */
  static String sha256(byte[] policy) {
    return HexFormat.of().formatHex(sha256().digest(policy));
  }

  /**
   * Requires of a policy that lies beside a source that it was given to the application.
   *
   * @param sha256 of the bytes that lie there
   * @throws BailiwickException NOT_SUPPORTED if it was not
   */
  static void requireGiven(String file, String sha256, String source, PolicySet given) {
    if (given.attachedTo(source).policies().stream().noneMatch(p -> p.sha256().equals(sha256))) {
      throw new BailiwickException(
          ErrorCode.NOT_SUPPORTED,
          file
              + ": a policy beside data is taken from file systems of the driver's own only, and"
              + " none of the policies of this run that govern "
              + source
              + " is this one (SHA-256 "
              + sha256
              + "). Name a copy of it in "
              + BailiwickConf.POLICIES
              + ", with a match that governs the data.");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
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

  /** A path on local disks; empty for other file systems. */
  static Optional<Path> local(String source) {
    String path = source.replaceFirst("(?i)^file:/+", "/");
    return path.startsWith("/")
        ? Optional.of(Path.of(path).toAbsolutePath().normalize())
        : Optional.empty();
  }
}
