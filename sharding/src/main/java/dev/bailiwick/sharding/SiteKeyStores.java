package dev.bailiwick.sharding;

import java.nio.file.Path;

/**
 * The key store of a site home: the PKCS#11 token that its {@code pkcs11.cfg} names, or, without
 * one, the PKCS#12 file {@code keys.p12}.
 */
public final class SiteKeyStores {
  private SiteKeyStores() {}

  /** The store of this process's site, in its site home. */
  public static SiteKeyStore open() {
    return open(SiteHome.path());
  }

  /** The store in this site home. It may hold no key yet. */
  public static SiteKeyStore open(Path siteHome) {
    return open(siteHome, SiteHome.provenSite().orElse("unproven"));
  }

  /** The store in this site home, as the named site's; the name is only for messages. */
  public static SiteKeyStore open(Path siteHome, String site) {
    KeyBox box = TokenConfig.isIn(siteHome) ? new KeyToken(siteHome) : new KeyFile(siteHome);
    return new VersionedKeys(box, new DestroyedKeys(siteHome), site);
  }
}
