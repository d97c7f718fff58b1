package dev.bailiwick.preprocess;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Turns rows into numbers for training, the same way at every site.
 *
 * <ol>
 *   <li>{@link #statisticsRows} for the training rows of each site: one task there. What it gives
 *       goes into {@link SiteStatistics#fromRows}, and leaves the site as its bytes, if policy says
 *       so.
 *   <li>{@link #merge}: what all sites apply.
 *   <li>{@link #transform} where the rows are, for training, testing and serving alike.
 * </ol>
 *
 * <p>Immutable; used on the driver. It guarantees that no row is dropped and none is guessed: a
 * null, or a number that is none, in a used column fails the job, as does a label in no class. A
 * job that wants such rows removed does so before, by {@link #complete}, where they are counted.
 */
public final class Preprocessor {

  private final List<FeatureSpec> features;
  private final LabelSpec label;

  private Preprocessor(List<FeatureSpec> features, LabelSpec label) {
    this.features = List.copyOf(features);
    this.label = label;
  }

  /**
   * The preprocessing that a job describes.
   *
   * @param features in the order of the numbers that they become; at least one, each pair of column
   *     and transform once
   * @throws BailiwickException BAD_ARGUMENT if one stands twice, or the label is a feature
   */
  public static Preprocessor of(List<FeatureSpec> features, LabelSpec label) {
    if (features.isEmpty()) {
      throw bad("no features: name at least one column to learn from");
    }
    Set<String> seen = new HashSet<>();
    for (FeatureSpec feature : features) {
      if (feature.column().equals(label.column())) {
        throw bad("the label " + label.column() + " is a feature as well: remove it there");
      }
      if (!seen.add(feature.kind().id() + " " + feature.column())) {
        throw bad("feature " + feature.column() + " stands twice as " + feature.kind().id());
      }
    }
    return new Preprocessor(features, label);
  }

  /**
   * Checks that the data has the columns, of types that the transforms can read.
   *
   * @throws BailiwickException BAD_ARGUMENT that names the first that is not so
   */
  public void check(StructType schema) {
    features.forEach(feature -> Columns.require(schema, feature.column(), feature.kind()));
    Columns.requireLabel(schema, label.column());
  }

  /**
   * True for rows that have a usable value in each used column; never null. Standardise needs a
   * finite number, bucketise one that is not NaN, one-hot and the label any value.
   */
  public Column complete() {
    Column complete = Columns.named(label.column()).isNotNull();
    for (FeatureSpec feature : features) {
      complete = complete.and(Columns.usable(feature.column(), feature.kind()));
    }
    return complete;
  }

  /**
   * A query over the rows of one site that gives its statistics: a few rows, for {@link
   * SiteStatistics#fromRows}. Values that are rare there are not among them. It is planned here,
   * and runs where the caller runs it: as one task, without a shuffle.
   *
   * @throws BailiwickException GUARD_MISSING if Spark planned more than one task or any exchange;
   *     BAD_ARGUMENT as {@link #check}
   */
  public Dataset<Row> statisticsRows(Dataset<Row> siteRows) {
    check(siteRows.schema());
    return OneTask.require(StatisticsPlan.of(siteRows, features, label));
  }

  /**
   * Pools what the sites said. The same for any order of the sites, bit for bit.
   *
   * @throws BailiwickException BAD_DATA if there are no rows, or rows that cannot be used: it names
   *     how many, and in which column
   */
  public FittedStatistics merge(List<SiteStatistics> sites) {
    List<SiteStatistics> ordered =
        sites.stream()
            .filter(site -> site.records() > 0)
            .map(SiteStatistics::toBytes)
            .sorted(Arrays::compareUnsigned)
            .map(SiteStatistics::fromBytes)
            .toList();
    if (ordered.isEmpty()) {
      throw StatisticsJson.bad("there is no row to fit on, at any of " + sites.size() + " sites");
    }
    requireUsable(ordered);
    List<FittedFeature> fitted =
        features.stream()
            .map(
                feature -> fit(feature, ordered.stream().map(site -> find(site, feature)).toList()))
            .toList();
    long records = ordered.stream().mapToLong(SiteStatistics::records).reduce(0, Math::addExact);
    return new FittedStatistics(records, label, fitted);
  }

  /**
   * One projection to {@code features}, an array of {@link FittedStatistics#width} floats without
   * nulls, and {@code label}, the index of the class as a float. It fails while running, naming the
   * column, on a row that cannot be used; {@link #rowError} finds that in what Spark throws.
   *
   * @throws BailiwickException BAD_ARGUMENT if {@code fitted} is of other features, or as {@link
   *     #check}
   */
  public Dataset<Row> transform(Dataset<Row> rows, FittedStatistics fitted) {
    requireFitting(rows.schema(), fitted);
    return rows.select(
        Projection.features(fitted.features()).as("features"), Projection.label(label).as("label"));
  }

  /**
   * The same as {@link #transform} for rows that come as Spark's column batches, on the CPU: the
   * same numbers and the same errors.
   *
   * @param schema of the data, of which {@link ColumnarTransform#columns} are needed
   * @throws BailiwickException BAD_ARGUMENT as {@link #transform}
   */
  public ColumnarTransform columnar(StructType schema, FittedStatistics fitted) {
    requireFitting(schema, fitted);
    return ColumnarTransform.of(fitted, schema);
  }

  private void requireFitting(StructType schema, FittedStatistics fitted) {
    check(schema);
    boolean same =
        fitted.label().equals(label)
            && fitted.features().size() == features.size()
            && IntStream.range(0, features.size())
                .allMatch(i -> matches(features.get(i), fitted.features().get(i)));
    if (!same) {
      throw bad("the statistics were fitted for other features or another label: fit them again");
    }
  }

  /**
   * Why a row could not be transformed, out of what Spark throws while {@link #transform} runs; it
   * names the column, never a value. Empty if something else went wrong.
   */
  public static Optional<BailiwickException> rowError(Throwable thrown) {
    return Projection.failure(thrown)
        .map(text -> new BailiwickException(ErrorCode.BAD_DATA, text, thrown));
  }

  private void requireUsable(List<SiteStatistics> sites) {
    List<String> faults = new ArrayList<>();
    count(
        faults,
        sites.stream().mapToLong(SiteStatistics::unknownLabels).sum(),
        "have a " + label.column() + " that is in none of the label's classes");
    count(
        faults,
        sites.stream().mapToLong(SiteStatistics::incompleteLabels).sum(),
        "have no " + label.column());
    for (FeatureSpec feature : features) {
      count(
          faults,
          sites.stream().mapToLong(site -> find(site, feature).incomplete()).sum(),
          "have no usable value of " + feature.column() + " for " + feature.kind().id());
    }
    if (!faults.isEmpty()) {
      throw StatisticsJson.bad(
          String.join("; ", faults)
              + ": add the missing values to label.classes, or set dataset.dropIncomplete to remove"
              + " rows without a value");
    }
  }

  private static void count(List<String> faults, long rows, String what) {
    if (rows > 0) {
      faults.add(rows + " rows " + what);
    }
  }

  private static SiteFeature find(SiteStatistics site, FeatureSpec feature) {
    return site.features().stream()
        .filter(f -> f.kind() == feature.kind() && f.column().equals(feature.column()))
        .findFirst()
        .orElseGet(
            () -> {
              // A one-hot column whose values are all rare has nothing to say; others always do.
              if (feature.kind() != FeatureSpec.Kind.ONE_HOT) {
                throw StatisticsJson.bad(
                    "a site said nothing about " + feature.column() + ": fit all sites again");
              }
              return new SiteFeature(feature.column(), feature.kind(), 0, Moments.NONE, List.of());
            });
  }

  private static FittedFeature fit(FeatureSpec feature, List<SiteFeature> sites) {
    return switch (feature.kind()) {
      case STANDARDISE -> {
        Moments pooled =
            sites.stream().map(SiteFeature::moments).reduce(Moments.NONE, Moments::merge);
        yield fitted(feature, pooled.mean(), pooled.scale(), List.of());
      }
      case ONE_HOT -> {
        TreeSet<String> union = new TreeSet<>();
        sites.forEach(site -> union.addAll(site.values()));
        yield fitted(feature, 0, 1, List.copyOf(union));
      }
      case BUCKETISE -> fitted(feature, 0, 1, List.of());
    };
  }

  private static FittedFeature fitted(
      FeatureSpec feature, double mean, double scale, List<String> values) {
    return new FittedFeature(
        feature.column(), feature.kind(), mean, scale, values, feature.splits());
  }

  private static boolean matches(FeatureSpec spec, FittedFeature fitted) {
    return spec.column().equals(fitted.column())
        && spec.kind() == fitted.kind()
        && spec.splits().equals(fitted.splits());
  }

  private static BailiwickException bad(String message) {
    return new BailiwickException(ErrorCode.BAD_ARGUMENT, message);
  }
}
