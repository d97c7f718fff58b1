package dev.bailiwick.cli.shard;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.KeyIds;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.Pkcs12SiteKeyStore;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick shard destroy MANIFEST --site-home HOME --yes}. */
@Command(
    name = "destroy",
    description =
        "Destroys a site's key of the manifest's dataset, for ever: what that site holds of it is"
            + " noise from then on. Says which shards that are. Without --yes it only says so.")
public final class DestroyCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ManifestOptions manifests;

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  @Override
  public void run() {
    NodeIdentity here =
        manifests
            .identity()
            .orElseThrow(
                () ->
                    new BailiwickException(
                        ErrorCode.BAD_ARGUMENT,
                        "whose key is to be destroyed must be known: give --site-home HOME"));
    Manifest manifest = manifests.load();
    String site = here.site();
    String key = KeyIds.of(site, manifest.dataset());
    List<ManifestShard> mine = manifest.at(site);
    PrintWriter out = spec.commandLine().getOut();
    out.println("key        " + key);
    long lost = 0;
    for (ManifestShard s : mine) {
      List<String> elsewhere = s.replicas().stream().map(c -> c.site()).toList();
      lost += elsewhere.isEmpty() && !s.isContext() ? s.rows() : 0;
      out.println(
          "  %s  %,d rows  %s"
              .formatted(
                  s.id(),
                  s.rows(),
                  elsewhere.isEmpty()
                      ? "only here: nobody can read them afterwards"
                      : "also at " + elsewhere + ", and readable there"));
    }
    out.println("%d shards, %,d rows that lie nowhere else".formatted(mine.size(), lost));
    if (!yes) {
      out.println("Nothing was done. With --yes the key is destroyed, and nothing brings it back.");
      return;
    }
    boolean there = Pkcs12SiteKeyStore.open(manifests.siteHome, site).destroy(key);
    out.println(
        there
            ? "The key is destroyed. Copies of the key store that somebody kept still hold it:"
                + " destroy those, too."
            : "The key store of site " + site + " had no such key: it was destroyed before.");
  }
}
