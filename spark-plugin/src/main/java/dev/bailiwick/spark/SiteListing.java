package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.train.JobData.JobSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Lists a source by a task at its own site, where the driver cannot see it: the disks of a site are
 * its own, and a driver that must see them all would be a hole in every wall.
 *
 * <p>The driver learns names, sizes and times of files, and hashes of policies beside them; no
 * content. A policy that lies there must be one that the application was given.
 */
final class SiteListing {
  private SiteListing() {}

  /** Whether only the source's site can say what is there. */
  static boolean isNeeded(SparkContext sc, JobSource source) {
    return !sc.isLocal()
        && PoliciesBeside.local(source.path()).filter(Files::notExists).isPresent();
  }

  /**
   * The files of a source.
   *
   * @throws BailiwickException UNAVAILABLE if no executor comes to be at the site; BAD_DATA if
   *     nothing is there either; NOT_SUPPORTED for a policy there that was not given
   */
  static List<FileStatus> of(SparkContext sc, Governance governance, JobSource source) {
    SiteWaiting.forSites(sc, governance, line -> {}, Set.of(source.site()));
    String root =
        governance
            .topology()
            .site(source.site())
            .flatMap(site -> PoliciesBeside.local(site.storage().toString()))
            .map(Path::toString)
            .orElse("/");
    ListedFolder there =
        Failures.unwrapped(
            () ->
                governance.returningCounts(
                    () ->
                        JavaSparkContext.fromSparkContext(sc)
                            .parallelize(List.of(source.path()), 1)
                            .map(path -> ListedFolder.of(path, root))
                            .first()));
    if (!there.exists()) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "The source "
              + source.path()
              + " is neither where the driver runs nor at site "
              + source.site()
              + ": nothing has that name on the disks there. Is the storage mounted in its"
              + " executors?");
    }
    there
        .policies()
        .forEach(
            (file, sha256) ->
                PoliciesBeside.requireGiven(file, sha256, source.path(), governance.policies()));
    return there.files();
  }
}
