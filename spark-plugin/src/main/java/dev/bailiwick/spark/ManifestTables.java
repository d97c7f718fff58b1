package dev.bailiwick.spark;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.spark.ManifestWatch;
import java.security.cert.X509Certificate;

/** Manifests that a governed application reads as tables. */
final class ManifestTables implements ManifestWatch {
  private final Governance governance;

  ManifestTables(Governance governance) {
    this.governance = governance;
  }

  @Override
  public void signed(ManifestFile file, X509Certificate by) {
    DriverSide.checkSigner(file, by, governance.identity());
  }

  @Override
  public void loaded(Manifest manifest) {
    governance.registerAbsent(manifest);
  }
}
