package dev.bailiwick.cli.cluster;

import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A home for each site of a topology in a run folder, with certificates of a development authority
 * made there. What stands there already is kept: its keys open the shards of earlier runs.
 */
public final class SiteHomes {
  private SiteHomes() {}

  public static void ensure(RunFolder run, Topology topology) {
    boolean known = Files.isDirectory(run.authority());
    DevelopmentAuthority authority =
        known
            ? DevelopmentAuthority.open(run.authority())
            : DevelopmentAuthority.create(run.authority(), topology.trustDomain());
    if (!authority.trustDomain().equals(topology.trustDomain())) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          run.root()
              + " belongs to the trust domain "
              + authority.trustDomain()
              + ", and "
              + topology.source()
              + " says "
              + topology.trustDomain()
              + ". Name another folder.");
    }
    for (Site site : topology.sites()) {
      Path home = run.siteHome(site.name());
      if (Files.exists(home.resolve("identity.p12"))) {
        // Reading it tells now, rather than in an executor, whether it is whole.
        NodeIdentity.load(home);
      } else {
        authority.issue(site.name(), "local", home);
      }
      // Its processes then answer no driver of another site.
      NodeIdentity.pinCoordinator(home, topology.coordinator().name());
    }
  }
}
