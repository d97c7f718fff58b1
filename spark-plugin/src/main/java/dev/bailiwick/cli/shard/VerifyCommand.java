package dev.bailiwick.cli.shard;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.spark.CopyCheck;
import dev.bailiwick.sharding.spark.ShardVerifier;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick shard verify MANIFEST}. */
@Command(
    name = "verify",
    description =
        "Checks a manifest (signature, canonical form, chain of versions, totals) and each of its"
            + " files that can be reached: size, magic, SHA-256. With --site-home also that the"
            + " files of that site open with its keys and have the manifest's rows.")
public final class VerifyCommand implements Runnable {
  private static final long SAY_EVERY_NANOS = 10_000_000_000L;

  @Spec private CommandSpec spec;
  @Mixin private ManifestOptions manifests;
  @Mixin private SweepOptions sweep;

  @Option(
      names = "--files",
      description = "Say of each file what was found; one that cannot be reached is a fault, too.")
  private boolean files;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    ManifestFile file = manifests.file();
    Manifest manifest = manifests.load(file);
    long versions = ManifestStore.verifyChain(file.folder(), manifests.trusted());
    out.println("authentic  " + file);
    out.println(
        "dataset    %s, version %d of %d in one chain%s"
            .formatted(
                manifest.dataset(),
                manifest.version(),
                versions,
                manifest.version() < versions ? "; NOT THE NEWEST" : ""));
    out.println(
        "totals     %d shards, %,d rows, %,d bytes"
            .formatted(manifest.shards().size(), manifest.rows(), manifest.bytes()));
    List<CopyCheck> checks = check(manifest, out);
    say(checks, out);
    sweep.run(manifests, file.folder(), versions, new Configuration(), out);
    out.flush();
    require(checks);
  }

  private List<CopyCheck> check(Manifest manifest, PrintWriter out) {
    Optional<NodeIdentity> here = manifests.identity();
    if (here.isPresent() && manifests.siteHome != null) {
      SiteHome.set(manifests.siteHome);
      SiteHome.identifiedBy(() -> here.get().site());
    }
    Configuration conf = new Configuration();
    List<CopyCheck> checks = new ArrayList<>();
    long said = System.nanoTime();
    for (ManifestShard shard : manifest.shards()) {
      for (ShardCopy copy : shard.copies()) {
        CopyCheck check = ShardVerifier.check(shard, copy, conf);
        if (check.found() == CopyCheck.Found.RIGHT
            && here.filter(id -> id.site().equals(copy.site())).isPresent()) {
          check = ShardVerifier.open(shard, copy, conf);
        }
        checks.add(check);
        if (System.nanoTime() - said > SAY_EVERY_NANOS) {
          said = System.nanoTime();
          out.println("           %d files checked".formatted(checks.size()));
          out.flush();
        }
      }
    }
    return checks;
  }

  private void say(List<CopyCheck> checks, PrintWriter out) {
    Map<CopyCheck.Found, Long> counts = new EnumMap<>(CopyCheck.Found.class);
    for (CopyCheck c : checks) {
      counts.merge(c.found(), 1L, Long::sum);
      if (files) {
        out.println(
            "  %-11s %s at %s  %s"
                .formatted(
                    c.found().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    c.shard(),
                    c.copy().site(),
                    c.copy().uri()));
      }
    }
    long opened = counts.getOrDefault(CopyCheck.Found.OPENED, 0L);
    out.println(
        "files      %d right%s%s"
            .formatted(
                counts.getOrDefault(CopyCheck.Found.RIGHT, 0L) + opened,
                opened > 0 ? ", of which %d opened with this site's keys".formatted(opened) : "",
                counts.containsKey(CopyCheck.Found.UNREACHABLE)
                    ? "; %d cannot be reached from here"
                        .formatted(counts.get(CopyCheck.Found.UNREACHABLE))
                    : ""));
    checks.stream().filter(this::isFault).forEach(c -> out.println("FAULT      " + c.text()));
  }

  private boolean isFault(CopyCheck c) {
    return c.isFault() || (files && c.found() == CopyCheck.Found.UNREACHABLE);
  }

  private void require(List<CopyCheck> checks) {
    List<CopyCheck> faults = checks.stream().filter(this::isFault).toList();
    if (faults.isEmpty()) {
      return;
    }
    ErrorCode code =
        faults.stream().anyMatch(c -> c.found() == CopyCheck.Found.ALTERED)
            ? ErrorCode.NOT_AUTHENTIC
            : faults.stream().anyMatch(c -> c.found() == CopyCheck.Found.KEY_GONE)
                ? ErrorCode.KEY_NOT_RELEASED
                : ErrorCode.UNAVAILABLE;
    throw new BailiwickException(
        code,
        "%d of %d files did not pass: %s"
            .formatted(faults.size(), checks.size(), faults.get(0).text()));
  }
}
