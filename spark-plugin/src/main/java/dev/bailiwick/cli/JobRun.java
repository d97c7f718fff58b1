package dev.bailiwick.cli;

import dev.bailiwick.cli.cluster.Bundles;
import dev.bailiwick.cli.cluster.Children;
import dev.bailiwick.cli.cluster.ClusterState;
import dev.bailiwick.cli.cluster.Driver;
import dev.bailiwick.cli.cluster.LocalCluster;
import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.cli.cluster.SiteHomes;
import dev.bailiwick.cli.cluster.SparkHome;
import dev.bailiwick.cli.cluster.Workplace;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One job, handed to SparkSubmit on a cluster: its own, one that is up, or any other. */
final class JobRun {
  private final JobHead job;
  private final JobOptions options;
  private final Path output;
  private final PrintWriter progress;
  private final SparkHome spark = Workplace.spark();
  private final Bundles bundles = Bundles.ofThisProcess();
  private Consumer<RunFolder> afterwards = RunFolder::sweep;
  private Function<String, List<String>> rowsWith = site -> SiteHomes.EVERY_SITE;
  private String mainClass = TrainMain.class.getName();

  /**
   * @throws BailiwickException BAD_ARGUMENT when the options contradict each other
   */
  JobRun(JobHead job, JobOptions options, PrintWriter progress) {
    if (options.master != null && options.cluster != null) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "--master and --cluster both say where to submit: give one.");
    }
    this.job = job;
    this.options = options;
    this.output = options.out == null ? job.output() : options.out.toAbsolutePath().normalize();
    this.progress = progress;
  }

  /** What to do with the run folder when all processes are gone; without a wish, it is swept. */
  JobRun afterwards(Consumer<RunFolder> action) {
    this.afterwards = action;
    return this;
  }

  /**
   * With which sites each site of a cluster of its own shares the keys of rows, if not with all.
   */
  JobRun sharingRows(Map<String, List<String>> bound) {
    this.rowsWith = site -> bound.getOrDefault(site, List.of(site));
    return this;
  }

  /** The application, if it is not that which trains. */
  JobRun main(String other) {
    this.mainClass = other;
    return this;
  }

  Path output() {
    return output;
  }

  /**
   * Runs it.
   *
   * @param runFolder where logs go, and a cluster of its own
   * @param flags what the application is told besides the job and its output
   * @return the exit code
   */
  int run(Path runFolder, List<String> flags) throws InterruptedException {
    try (RunFolder run = RunFolder.open(runFolder);
        Children children = new Children()) {
      children.afterwards(() -> afterwards.accept(run));
      Driver driver = new Driver(spark, run, bundles);
      if (options.master != null) {
        return onMaster(driver, children, options.master, flags);
      }
      if (options.cluster != null) {
        return onCluster(driver, children, options.cluster, flags);
      }
      return onOwnCluster(driver, run, children, flags);
    }
  }

  private int onOwnCluster(Driver driver, RunFolder run, Children children, List<String> flags)
      throws InterruptedException {
    SiteHomes.ensure(run, job.topology(), rowsWith);
    List<Site> sites = job.topology().sites();
    say(
        "Starting a Spark "
            + spark.version()
            + " master and "
            + sites.size()
            + " workers: "
            + sites.stream()
                .map(s -> s.name() + " (" + s.location() + ")")
                .collect(Collectors.joining(", ")));
    String coordinator = job.topology().coordinator().name();
    LocalCluster cluster =
        LocalCluster.start(
            spark,
            run,
            sites.stream().map(Site::name).toList(),
            coordinator,
            LocalCluster.Resources.SMALL,
            children);
    String master = cluster.state().master();
    say("Submitting " + job.file().getFileName() + " to " + master);
    driver.inCluster(run.root());
    return submit(driver, children, master, run.siteHome(coordinator), flags);
  }

  private int onCluster(Driver driver, Children children, Path folder, List<String> flags)
      throws InterruptedException {
    ClusterState state =
        ClusterState.in(folder)
            .orElseThrow(
                () ->
                    new BailiwickException(
                        ErrorCode.BAD_ARGUMENT,
                        "No cluster runs in "
                            + folder
                            + ": start one with `bailiwick cluster up`."));
    driver.inCluster(folder);
    say("Submitting " + job.file().getFileName() + " to " + state.master());
    return submit(
        driver, children, state.master(), RunFolder.siteHome(folder, state.coordinator()), flags);
  }

  private int onMaster(Driver driver, Children children, String master, List<String> flags)
      throws InterruptedException {
    Path home = options.siteHome;
    if (home == null) {
      String named = System.getenv("BAILIWICK_SITE_HOME");
      if (named == null || named.isEmpty()) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "With --master the driver needs a site home, made by `bailiwick pki issue`: give"
                + " --site-home DIR, or set BAILIWICK_SITE_HOME.");
      }
      home = Path.of(named);
    }
    say("Submitting " + job.file().getFileName() + " to " + master);
    return submit(driver.shippingJars(), children, master, home.toAbsolutePath(), flags);
  }

  private int submit(
      Driver driver, Children children, String master, Path siteHome, List<String> flags)
      throws InterruptedException {
    options.settings.forEach(driver::set);
    List<String> arguments = new ArrayList<>();
    arguments.add(job.file().toString());
    arguments.addAll(List.of("--out", output.toString()));
    options.allVariables().forEach((k, v) -> arguments.addAll(List.of("--set", k + "=" + v)));
    arguments.addAll(flags);
    return driver.run(children, master, siteHome, mainClass, arguments);
  }

  private void say(String line) {
    progress.println(line);
    progress.flush();
  }
}
