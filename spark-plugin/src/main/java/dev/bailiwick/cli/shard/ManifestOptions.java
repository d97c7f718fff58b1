package dev.bailiwick.cli.shard;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.NodeName;
import dev.bailiwick.crypto.TrustAnchors;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.Manifests;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which manifest a command looks at, and whom it trusts. */
final class ManifestOptions {
  @Parameters(
      paramLabel = "MANIFEST",
      description = "A manifest, or the folder of them (path or URI): then its newest version.")
  private String given;

  @Option(
      names = "--site-home",
      paramLabel = "HOME",
      description = "The home of the site where this runs: its authorities are trusted.")
  @Nullable Path siteHome;

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      description = "Without a site home: the authorities to trust, such as a home's trust.pem.")
  private @Nullable Path trust;

  /** The manifest that was named, or the newest. */
  ManifestFile file() {
    return Manifests.file(given, Configuration::new);
  }

  /** The manifest, verified. */
  Manifest load() {
    return load(file());
  }

  /** A manifest of the folder, verified. */
  Manifest load(ManifestFile file) {
    return ManifestStore.load(file, trusted(), signer -> requireCoordinator(file, signer));
  }

  Collection<X509Certificate> trusted() {
    if ((siteHome == null) == (trust == null)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "what may have signed the manifest must be known: give --site-home HOME, or --trust PEM");
    }
    return siteHome == null
        ? TrustAnchors.load(Objects.requireNonNull(trust)).certificates()
        : NodeIdentity.load(siteHome).trust().certificates();
  }

  /** The identity of the site's home, if one was given. */
  Optional<NodeIdentity> identity() {
    return Optional.ofNullable(siteHome).map(NodeIdentity::load);
  }

  /** A home that says where its coordinator is takes manifests from there only. */
  private void requireCoordinator(ManifestFile file, X509Certificate signer) {
    Optional<NodeIdentity> here = identity();
    Optional<String> expected = here.flatMap(NodeIdentity::coordinator);
    NodeName by = NodeName.of(signer);
    if (expected.isPresent()
        && (!by.site().equals(expected.get())
            || !by.trustDomain().equals(here.get().trustDomain()))) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The manifest %s is signed by %s, expected a node of the coordinator's site %s of %s"
              .formatted(file, by, expected.get(), here.get().trustDomain()));
    }
  }
}
