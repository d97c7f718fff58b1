package dev.bailiwick.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@code JAVA_HOME} for the executors of a {@code local-cluster}. Its workers share the driver's
 * environment, so none of them can have a site of its own; but each starts its executors through
 * this launcher, which gives the first worker that asks the first home, the next the second, and a
 * worker that comes again its own.
 */
final class LocalClusterJava {
  private static final String LAUNCHER =
      """
      #!/bin/sh
      worker=none
      before=
      for word; do
        [ "$before" = --worker-url ] && worker=$word
        before=$word
      done
      claim=0
      for home in %s; do
        claim=$((claim + 1))
        ln -s "$worker" '%s'/claim-$claim 2>/dev/null
        if [ "$(readlink '%s'/claim-$claim)" = "$worker" ]; then
          BAILIWICK_SITE_HOME=$home
          export BAILIWICK_SITE_HOME
          exec '%s' "$@"
        fi
      done
      echo "no home is left for $worker" >&2
      exit 1
      """;

  private LocalClusterJava() {}

  static Path in(Path dir, List<Path> homes) throws IOException {
    Path bin = Files.createDirectories(dir.resolve("local-cluster-java/bin"));
    Path claims = Files.createDirectories(dir.resolve("local-cluster-java/claims"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String quoted = homes.stream().map(h -> "'" + h + "'").collect(Collectors.joining(" "));
    Path launcher = bin.resolve("java");
    Files.writeString(launcher, LAUNCHER.formatted(quoted, claims, claims, java));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin.getParent();
  }
}
