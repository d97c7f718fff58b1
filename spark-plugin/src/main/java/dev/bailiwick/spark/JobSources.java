package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.preprocess.FeatureSpec;
import dev.bailiwick.preprocess.FittedStatistics;
import dev.bailiwick.preprocess.Preprocessor;
import dev.bailiwick.sharding.SourceCount;
import dev.bailiwick.sharding.Strategy;
import dev.bailiwick.sharding.spark.CountedSource;
import dev.bailiwick.sharding.spark.SourceReader;
import dev.bailiwick.sharding.spark.SourceRows;
import dev.bailiwick.sharding.spark.SourceSpec;
import dev.bailiwick.sharding.spark.Splitting;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobData.JobSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/** The sources of a job: governed where they lie, with the policies that are attached to them. */
final class JobSources {
  private static final Pattern PATTERN = Pattern.compile("[*?\\[\\]{}]");

  private final Job job;
  private final Governance governance;
  private final PolicySet attached;
  private final List<SourceRows> rows = new ArrayList<>();
  private final List<Dataset<Row>> datasets = new ArrayList<>();
  private final Set<String> known = new TreeSet<>();

  private JobSources(Job job, Governance governance, PolicySet attached) {
    this.job = job;
    this.governance = governance;
    this.attached = attached;
  }

  /**
   * Declares every source to the scheduler, then opens it. Nothing is read.
   *
   * @throws BailiwickException POLICY_DENIED when no policy is attached to a source; NOT_SUPPORTED
   *     when the sources of one dataset have different policies; BAD_DOCUMENT when the job and the
   *     policies differ on where the law of a row stands
   */
  static JobSources open(SparkSession spark, Job job, Governance governance) {
    for (JobSource source : job.data().sources()) {
      if (PATTERN.matcher(source.path()).find()) {
        throw source
            .place()
            .error(
                "'%s' is a pattern, which policies could not be held against; name a file or folder"
                    .formatted(source.path()));
      }
    }
    // Before requireGiven, which wants to find the policies that lie beside the sources on disks.
    PolicySet attached = attachedTo(job, governance);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    for (JobSource source : job.data().sources()) {
      PoliciesBeside.requireGiven(
          source.path(), governance.topology(), governance.policies(), hadoop);
    }
    JobSources sources = new JobSources(job, governance, attached);
    for (int i = 0; i < job.data().sources().size(); i++) {
      sources.add(spark, job.data().sources().get(i), job.data().id() + "-" + i);
    }
    return sources;
  }

  /**
   * The policies of a job's sources, those beside them too, without opening any.
   *
   * @throws BailiwickException as {@link #open}
   */
  static PolicySet attachedTo(Job job, Governance governance) {
    for (JobSource source : job.data().sources()) {
      PoliciesBeside.of(source.path(), governance.topology()).forEach(governance::attach);
    }
    return attached(job, governance);
  }

  private void add(SparkSession spark, JobSource source, String name) {
    if (governance.topology().site(source.site()).isEmpty()) {
      throw source
          .place()
          .error(
              "a source names the site '%s'; the topology %s has %s: name one of these"
                  .formatted(
                      source.site(),
                      governance.topology().source(),
                      governance.topology().sites().stream().map(s -> s.name()).toList()));
    }
    Optional<String> stored = governance.shards().siteOfPath(source.path());
    if (stored.isPresent() && !stored.get().equals(source.site())) {
      throw source
          .place()
          .error(
              "a source at %s is said to be at site '%s', and lies in the storage of site '%s': name that site"
                  .formatted(source.path(), source.site(), stored.get()));
    }
    governance
        .shards()
        .registerSource(source.path(), source.site(), PermittedSet.of(List.of(source.site())));
    SourceSpec spec =
        new SourceSpec(
            name,
            source.site(),
            source.format(),
            Optional.of(source.path()),
            source.options(),
            job.data().schema());
    SparkContext sc = spark.sparkContext();
    Dataset<Row> dataset =
        SiteListing.isNeeded(sc, source)
            ? SourceReader.read(spark, spec, SiteListing.of(sc, governance, source))
            : SourceReader.read(spark, spec);
    if (dataset.inputFiles().length == 0) {
      throw source
          .place()
          .error(
              "format '%s' reads no file at %s; expected files there, because only tasks that read"
                      .formatted(source.format(), source.path())
                  + " files can be kept at their site: export other sources to files first");
    }
    requireSamePolicies(source, dataset.inputFiles(), spark.sparkContext().hadoopConfiguration());
    datasets.add(dataset);
    rows.add(
        SourceRows.of(
            name,
            source.site(),
            dataset,
            attached.jurisdictionColumn(),
            job.data().dropIncomplete() ? usedColumns() : List.of(),
            job.data()
                .holdout()
                .filter(part -> job.data().forwardHoldout().isEmpty())
                .map(part -> Splitting.holdOut(part, job.training().seed()))
                .orElseGet(() -> Splitting.all(source.split()))));
  }

  /** The columns that the model learns from, the label, and those that order the rows. */
  List<String> usedColumns() {
    return Stream.of(
            job.features().stream().map(FeatureSpec::column),
            Stream.of(job.label().column()),
            ordering(job.data().strategy()))
        .flatMap(columns -> columns)
        .distinct()
        .toList();
  }

  private static Stream<String> ordering(Strategy strategy) {
    if (strategy instanceof Strategy.TimeRanges time) {
      return Stream.of(time.column());
    }
    return strategy instanceof Strategy.Spatial place
        ? Stream.of(place.latitude(), place.longitude())
        : Stream.empty();
  }

  /** The policies attached to the dataset, in the circumstances of now. */
  PolicySet policies() {
    return attached.in(governance.policies().circumstances());
  }

  /** The rows of every source, in the order of the job. */
  List<SourceRows> rows() {
    return rows;
  }

  /**
   * All rows of a split as they lie in the sources, ready for training, in one partition: for the
   * yardstick that trains in one process. The task runs where the sources lie.
   *
   * @throws BailiwickException BAD_ARGUMENT when they lie at several sites, or the split is drawn
   *     row by row
   */
  RDD<InternalRow> together(String split, Preprocessor preprocessor, FittedStatistics fitted) {
    requireTogether();
    governCounted();
    Dataset<Row> all = null;
    for (int i = 0; i < datasets.size(); i++) {
      if (job.data().sources().get(i).split().equals(split)) {
        all = all == null ? datasets.get(i) : all.unionAll(datasets.get(i));
      }
    }
    Dataset<Row> kept = Objects.requireNonNull(all).filter(preprocessor.complete());
    if (attached.jurisdictionColumn().isPresent()) {
      kept = kept.filter(functions.col(attached.jurisdictionColumn().get()).isin(known.toArray()));
    }
    return ((org.apache.spark.sql.classic.Dataset<Row>)
            preprocessor.transform(kept, fitted).coalesce(1))
        .queryExecution()
        .toRdd();
  }

  /**
   * @throws BailiwickException BAD_ARGUMENT as {@link #together}
   */
  void requireTogether() {
    List<String> sites = job.data().sources().stream().map(JobSource::site).distinct().toList();
    if (sites.size() > 1 || job.data().holdout().isPresent()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "Training in one process needs all rows at one site, and sources that say their split;"
              + " these lie at %s%s. Leave --compare-single out."
                  .formatted(sites, job.data().holdout().isPresent() ? ", with a holdout" : ""));
    }
  }

  /** The rows of unknown law are left out below, so the sources count as what is left of them. */
  private void governCounted() {
    List<Location> laws =
        attached.jurisdictionColumn().isPresent()
            ? known.stream().flatMap(v -> attached.jurisdictionOf(v).stream()).distinct().toList()
            : attached.jurisdictionConstant().stream().toList();
    for (JobSource source : job.data().sources()) {
      governance.shards().registerCounted(source.path(), source.site(), laws, attached);
    }
  }

  /** The values of the jurisdiction column whose law is known, as counted. */
  void knownLaws(List<CountedSource> counted) {
    counted.stream()
        .flatMap(source -> source.counts().stream())
        .map(SourceCount::jurisdiction)
        .filter(value -> attached.jurisdictionOf(value).isPresent())
        .forEach(known::add);
  }

  /** Those values. */
  Set<String> knownLaws() {
    return Set.copyOf(known);
  }

  private static PolicySet attached(Job job, Governance governance) {
    PolicySet first = null;
    for (JobSource source : job.data().sources()) {
      String uri = source.path();
      PolicySet found = governance.policies().attachedTo(uri);
      if (found.policies().isEmpty()) {
        throw new BailiwickException(
            ErrorCode.POLICY_DENIED,
            "No policy is attached to %s, so nothing may be done with it. The policies of this run"
                    .formatted(uri)
                + " match %s; let one match it."
                    .formatted(
                        governance.policies().policies().stream()
                            .map(Policy::datasetMatches)
                            .toList()));
      }
      if (first != null && !ids(first).equals(ids(found))) {
        throw new BailiwickException(
            ErrorCode.NOT_SUPPORTED,
            "The sources of dataset %s have different policies (%s and %s): this version wants the"
                    .formatted(job.data().id(), ids(first), ids(found))
                + " same for all; let the policies match every source.");
      }
      first = found;
    }
    requireSameLaw(job, first);
    return first;
  }

  /** A folder or pattern may hold files that a policy names which does not name the folder. */
  private void requireSamePolicies(JobSource source, String[] files, Configuration hadoop) {
    List<String> folders =
        Arrays.stream(files)
            .map(file -> file.substring(0, file.lastIndexOf('/') + 1))
            .distinct()
            .toList();
    folders.stream()
        .flatMap(folder -> PoliciesBeside.of(folder, governance.topology()).stream())
        .forEach(governance::attach);
    for (String folder : folders) {
      PoliciesBeside.requireGiven(folder, governance.topology(), governance.policies(), hadoop);
    }
    String root = Paths.normal(source.path()).orElse(source.path());
    for (String file : files) {
      if (!Paths.isBelow(Paths.normal(file).orElse(file), root)) {
        throw source
            .place()
            .error(
                "the source %s is read from %s: name it as its file system does, or nothing would keep its rows at their site"
                    .formatted(source.path(), file));
      }
      List<String> of = ids(governance.policies().attachedTo(file));
      if (!of.equals(ids(attached))) {
        throw source
            .place()
            .error(
                "the file %s of the source %s is under the policies %s, and the source under %s: name"
                        .formatted(file, source.path(), of, ids(attached))
                    + " folders as the policies do, one source for each");
      }
    }
  }

  private static List<String> ids(PolicySet set) {
    return set.policies().stream().map(Policy::id).sorted().toList();
  }

  private static void requireSameLaw(Job job, PolicySet attached) {
    Optional<String> constant = attached.jurisdictionConstant().map(Object::toString);
    boolean same =
        job.jurisdiction().column().equals(attached.jurisdictionColumn())
            && job.jurisdiction().constant().equals(constant);
    if (!same) {
      throw new BailiwickException(
          ErrorCode.BAD_DOCUMENT,
          "%s: the job takes the law of a row from %s, but the policies %s take it from %s: make"
                  .formatted(
                      job.jurisdiction().place(),
                      describe(job.jurisdiction().column(), job.jurisdiction().constant()),
                      ids(attached),
                      describe(attached.jurisdictionColumn(), constant))
              + " the job say what the policies say.");
    }
  }

  private static String describe(Optional<String> column, Optional<String> constant) {
    return column.map(c -> "column '" + c + "'").orElse("the constant " + constant.orElse("?"));
  }
}
