package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Who wants to know, in this process, which manifests are read as tables.
 *
 * <p>The plugin installs one on the driver: it believes the coordinator's manifests only, and
 * governs the shards of each by what the manifest says before any of them is read. Without one, a
 * manifest is believed whoever signed it with a certificate of a trusted authority.
 */
public interface ManifestWatch {
  /** Whose signature it has; throws if that one is not believed. */
  default void signed(ManifestFile file, X509Certificate by) {}

  /** It was verified, and is about to be read. */
  default void loaded(Manifest manifest) {}

  /** Installs the watch of this process, in place of the one before. */
  static void install(ManifestWatch watch) {
    Installed.WATCH.set(watch);
  }

  /** Takes the watch away. */
  static void uninstall() {
    Installed.WATCH.set(new ManifestWatch() {});
  }

  /** The watch of this process; one that does nothing if none was installed. */
  static ManifestWatch watch() {
    return Installed.WATCH.get();
  }

  /** Holds the watch; an interface cannot. */
  final class Installed {
    private static final AtomicReference<ManifestWatch> WATCH =
        new AtomicReference<>(new ManifestWatch() {});

    private Installed() {}
  }
}
