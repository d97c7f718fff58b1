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

  /** The newest manifest of the folder, whichever was named. */
  ManifestFile newest() {
    ManifestFile named = file();
    return ManifestStore.latest(named.folder())
        .orElseThrow(
            () ->
                new BailiwickException(
                    ErrorCode.BAD_ARGUMENT,
                    "There is no manifest "
                        + named
                        + ", and no other in its folder: name the folder \"manifests\" of a run's"
                        + " output, or one file in it"));
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

  /**
   * Before anything changes: that this home's node may sign the version after this one. Readers
   * take manifests of the coordinator's site only, and one of another site would be the newest.
   *
   * @throws BailiwickException BAD_ARGUMENT if it is of another site than the signer of this one
   */
  void requireMaySign(ManifestFile file, Path home) {
    NodeIdentity signs = NodeIdentity.load(home);
    ManifestStore.load(
        file,
        trusted(),
        signer -> {
          NodeName before = NodeName.of(signer);
          if (!before.site().equals(signs.site())
              || !before.trustDomain().equals(signs.trustDomain())) {
            throw new BailiwickException(
                ErrorCode.BAD_ARGUMENT,
                "%s is the home of %s, and the manifest %s is signed by %s: give the home of a node of that site, the coordinator's"
                    .formatted(home, signs.name(), file, before));
          }
        });
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
