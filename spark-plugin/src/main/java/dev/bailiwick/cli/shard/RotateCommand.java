package dev.bailiwick.cli.shard;

import dev.bailiwick.cli.policy.KeySigner;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.KeyRotation;
import dev.bailiwick.sharding.spark.ShardKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick shard rotate MANIFEST --site-home HOME}. */
@Command(
    name = "rotate",
    description =
        "Rotates a site's keys of the manifest's dataset: the data stays as it is. Run it at the"
            + " site. The coordinator then commits the next version of the manifest: at once, if"
            + " its home is given too; otherwise with the receipt that the site's run leaves. After"
            + " an interruption, run it again.")
public final class RotateCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ManifestOptions manifests;

  @Option(
      names = "--coordinator-home",
      paramLabel = "HOME",
      description = "Commit at once, as the coordinator whose home this is.")
  private @Nullable Path coordinator;

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Write here what the coordinator needs to commit.")
  private @Nullable Path receipt;

  @Option(
      names = "--commit",
      paramLabel = "RECEIPT",
      description =
          "Rotate nothing: commit what a site's receipt says. --site-home is the coordinator's.")
  private @Nullable Path commit;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (commit != null && (coordinator != null || receipt != null)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "--commit rotates nothing, --coordinator-home and --receipt are of a rotation: give"
              + " --commit RECEIPT and --site-home HOME, the coordinator's, alone");
    }
    if (commit != null) {
      commitReceipt(commit, out);
      return;
    }
    if (coordinator != null && receipt != null) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "--coordinator-home commits at once, --receipt is for committing elsewhere: give one");
    }
    if (receipt != null) {
      Rotated.requireNew(receipt);
    }
    SiteCopies mine = SiteCopies.of(manifests);
    Path signs = signs(mine);
    if (signs != null) {
      manifests.requireMaySign(mine.file(), signs);
    }
    int version = rotate(mine, out);
    Rotated rotated = new Rotated(mine.manifest().dataset(), mine.site(), mine.keyId(), version);
    if (signs != null) {
      commit(mine.file(), mine.manifest(), rotated, signs, out);
    } else if (receipt != null) {
      rotated.write(receipt, KeySigner.home(mine.home()));
      out.println(
          "receipt    "
              + receipt
              + ": the coordinator commits it with `shard rotate MANIFEST --commit RECEIPT --site-home HOME`");
    } else {
      out.println(
          "The manifest does not say so yet: run this again with --receipt FILE for the coordinator,"
              + " or with --coordinator-home HOME. Nothing is rotated a second time.");
    }
  }

  /** A rotation that is done but on no manifest is not done again. */
  private static int rotate(SiteCopies mine, PrintWriter out) {
    SortedSet<Integer> versions = mine.store().versions(mine.keyId());
    if (versions.size() == 1 && versions.last() > mine.recordedVersion()) {
      out.println(
          "key        %s is at version %d already, and the manifest says %d: only that is left to commit"
              .formatted(mine.keyId(), versions.last(), mine.recordedVersion()));
      return versions.last();
    }
    ShardKeys keys = mine.keys();
    keys.requireSheetsOf(mine.manifest().at(mine.site()).stream().map(ManifestShard::uri).toList());
    KeyRotation done = keys.rotate();
    out.println(
        "key        %s: version %d took the place of %d%s; %d of %d key sheets written anew"
            .formatted(
                done.keyId(),
                done.to(),
                done.from(),
                done.resumed() ? " (a rotation that was broken off was brought to its end)" : "",
                done.rewrapped(),
                done.sheets()));
    done.closedColumns()
        .forEach(c -> out.println("closed     " + c + ": its key was destroyed before"));
    return done.to();
  }

  /** The site is the coordinator's own, or its home was given. */
  private @Nullable Path signs(SiteCopies mine) {
    if (coordinator != null) {
      return coordinator;
    }
    return receipt == null && mine.identity().coordinator().filter(mine.site()::equals).isPresent()
        ? mine.home()
        : null;
  }

  private void commitReceipt(Path file, PrintWriter out) {
    Path home = manifests.siteHome;
    if (home == null) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "--commit needs the coordinator's home: give --site-home HOME");
    }
    Rotated rotated = Rotated.read(file, manifests.identity().orElseThrow());
    ManifestFile newest = manifests.newest();
    manifests.requireMaySign(newest, home);
    commit(newest, manifests.load(newest), rotated, home, out);
  }

  private static void commit(
      ManifestFile newest, Manifest before, Rotated rotated, Path home, PrintWriter out) {
    if (rotated.isIn(before)) {
      out.println("manifest   " + newest + " says so already");
      return;
    }
    ManifestStore.Committed committed =
        ManifestStore.commitAfter(
            before.version(),
            newest.folder(),
            rotated.applied(before),
            KeySigner.home(Objects.requireNonNull(home)));
    out.println("manifest   " + committed.file());
  }
}
