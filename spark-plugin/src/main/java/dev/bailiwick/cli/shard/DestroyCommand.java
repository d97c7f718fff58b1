package dev.bailiwick.cli.shard;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.spark.KeyDestruction;
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
        "Destroys a site's keys of the manifest's dataset, for ever: what that site holds of it is"
            + " noise from then on. Says which shards that are. Without --yes it only says so.")
public final class DestroyCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ManifestOptions manifests;

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  @Override
  public void run() {
    SiteCopies mine = SiteCopies.everAt(manifests);
    PrintWriter out = spec.commandLine().getOut();
    out.println("key        " + mine.keyId());
    out.println("by         " + mine.file());
    say(mine.manifest(), mine.site(), out);
    if (!yes) {
      out.println(
          "Nothing was done. With --yes the keys are destroyed, and nothing brings them back.");
      return;
    }
    KeyDestruction done = mine.keys().destroy();
    out.println(
        done.keys().isEmpty()
            ? "The key store of site %s had no key of this dataset: it was destroyed before."
                .formatted(mine.site())
            : "Destroyed: %s. Nothing opens the %d files of this dataset at site %s any more. Copies of the key store that somebody kept still hold the keys: destroy those, too."
                .formatted(String.join(", ", done.keys()), done.unreadable().size(), mine.site()));
  }

  private static void say(Manifest manifest, String site, PrintWriter out) {
    long lost = 0;
    List<ManifestShard> mine = manifest.at(site);
    for (ManifestShard s : mine) {
      List<String> elsewhere = s.replicas().stream().map(ShardCopy::site).toList();
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
    out.println("%d shards, of which %,d rows lie nowhere else".formatted(mine.size(), lost));
  }
}
