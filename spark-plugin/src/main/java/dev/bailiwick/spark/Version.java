package dev.bailiwick.spark;

import java.util.Optional;

/** Which Bailiwick this is. */
final class Version {
  private Version() {}

  /** From the manifest of the jar; {@code development} when run from class files. */
  static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
