package dev.bailiwick.cli;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.Manifests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick shard reshard MANIFEST JOB.yaml}. */
@Command(
    name = "reshard",
    description =
        "Decides anew where a dataset's shards may be, by the job's policies and topology as they"
            + " are now, and moves what must move. What may stay is not touched; the manifest before"
            + " stays valid.")
final class ReshardCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MANIFEST",
      description = "A manifest, or the folder of them: its newest version is resharded.")
  private String manifest;

  @Mixin private JobOptions options;

  @Option(names = "--dry-run", description = "Say what would be done, and stop.")
  private boolean dryRun;

  @Option(
      names = "--leave-out",
      description =
          "Make the next version without the shards that can be neither kept nor moved. Their rows"
              + " are then in no newest manifest.")
  private boolean leaveOut;

  @Override
  public Integer call() throws InterruptedException {
    requireThere();
    JobRun run = new JobRun(options.read(), options, spec.commandLine().getOut());
    List<String> flags = new ArrayList<>(Main.verbosity(spec));
    flags.addAll(List.of("--reshard", here(manifest)));
    if (dryRun) {
      flags.add("--dry-run");
    }
    if (leaveOut) {
      flags.add("--leave-out");
    }
    return run.main(ShardMain.class.getName()).run(run.output().resolve("run"), flags);
  }

  /** Before a cluster starts; what is elsewhere only the driver can see. */
  private void requireThere() {
    if (!isUri(manifest)) {
      ManifestFile named = Manifests.file(manifest, Configuration::new);
      if (ManifestStore.latest(named.folder()).isEmpty()) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "There is no manifest "
                + named
                + ", and no other in its folder: give MANIFEST first, then JOB.yaml");
      }
    }
  }

  /** The application has another working folder. */
  private static String here(String pathOrUri) {
    return isUri(pathOrUri)
        ? pathOrUri
        : Path.of(pathOrUri).toAbsolutePath().normalize().toString();
  }

  private static boolean isUri(String pathOrUri) {
    return pathOrUri.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
  }
}
