package dev.bailiwick.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * What one site tells others about its rows, so that all sites prepare theirs alike: of transfer
 * class {@code statistics}.
 *
 * <p>It holds counts of rows; of a standardised column count, mean and sum of squared differences;
 * of a one-hot column the values that stand in at least {@code minCount} rows there, without their
 * counts. It holds no row. It is <em>not</em> differentially private: a mean over few rows says
 * much about each. Whoever sends it compares {@link #records} with the policy's {@code minRecords}
 * first.
 *
 * <p>It is made where the rows are, from the rows of {@link Preprocessor#statisticsRows}, and
 * travels as bytes (docs/formats/statistics.md). At most 10,000 values a column, 16 MiB in all.
 */
public final class SiteStatistics {

  private static final String FORMAT = "bailiwick/site-statistics/1";

  private final long records;
  private final long incompleteLabels;
  private final long unknownLabels;
  private final List<SiteFeature> features;

  SiteStatistics(
      long records, long incompleteLabels, long unknownLabels, List<SiteFeature> features) {
    this.records = records;
    this.incompleteLabels = incompleteLabels;
    this.unknownLabels = unknownLabels;
    this.features = features.stream().sorted(SiteFeature.ORDER).toList();
    if (incompleteLabels > records || unknownLabels > records - incompleteLabels) {
      throw StatisticsJson.bad("more labels than rows");
    }
    Set<String> seen = new HashSet<>();
    for (SiteFeature feature : this.features) {
      if (feature.incomplete() > records || feature.moments().count() > records) {
        throw StatisticsJson.bad("column " + feature.column() + " has more values than rows");
      }
      if (!seen.add(feature.kind().id() + " " + feature.column())) {
        throw StatisticsJson.bad("column " + feature.column() + " stands twice");
      }
    }
  }

  /**
   * Puts together what the execution of {@link Preprocessor#statisticsRows} gave, in any order.
   *
   * @param rows all rows of one site; none if the site has no rows
   * @throws dev.bailiwick.error.BailiwickException BAD_DATA if a column has more values than can be
   *     slots, or its numbers are too large to square
   */
  public static SiteStatistics fromRows(Iterable<Row> rows) {
    long records = 0;
    long incomplete = 0;
    long unknown = 0;
    List<SiteFeature> single = new ArrayList<>();
    TreeMap<String, Values> oneHot = new TreeMap<>();
    for (Row row : rows) {
      String kind = row.getString(StatisticsPlan.KIND);
      String column = row.getString(StatisticsPlan.COLUMN);
      long count = row.getLong(StatisticsPlan.ROWS);
      boolean hasValue = !row.isNullAt(StatisticsPlan.VALUE);
      if (kind.equals(StatisticsPlan.LABEL)) {
        records += count;
        incomplete += hasValue ? 0 : count;
        unknown +=
            hasValue && row.getString(StatisticsPlan.VALUE).equals(StatisticsPlan.UNKNOWN)
                ? count
                : 0;
      } else if (Kind.of(kind) == Kind.ONE_HOT) {
        Values values = oneHot.computeIfAbsent(column, c -> new Values());
        if (hasValue) {
          values.add(column, row.getString(StatisticsPlan.VALUE));
        } else {
          values.incomplete += count;
        }
      } else {
        long used = row.getLong(StatisticsPlan.USED);
        Moments moments =
            Kind.of(kind) == Kind.STANDARDISE && used > 0
                ? new Moments(
                    used, row.getDouble(StatisticsPlan.MEAN), row.getDouble(StatisticsPlan.M2))
                : Moments.NONE;
        single.add(new SiteFeature(column, Kind.of(kind), count - used, moments, List.of()));
      }
    }
    oneHot.forEach((column, values) -> single.add(values.feature(column)));
    return new SiteStatistics(records, incomplete, unknown, single);
  }

  /** How many rows it is about. */
  public long records() {
    return records;
  }

  /** How many of them have a label whose value is in no class of the job. */
  public long unknownLabels() {
    return unknownLabels;
  }

  /** How many of them have no label. */
  public long incompleteLabels() {
    return incompleteLabels;
  }

  List<SiteFeature> features() {
    return features;
  }

  /** The one JSON form of it. */
  public byte[] toBytes() {
    ObjectNode json = StatisticsJson.object();
    ArrayNode list = json.putArray("features");
    features.forEach(feature -> list.add(feature.toJson()));
    json.put("format", FORMAT)
        .put("incompleteLabels", incompleteLabels)
        .put("records", records)
        .put("unknownLabels", unknownLabels);
    return StatisticsJson.bytes(json);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws dev.bailiwick.error.BailiwickException BAD_DATA for any other bytes
   */
  public static SiteStatistics fromBytes(byte[] bytes) {
    return StatisticsJson.read(bytes, FORMAT, SiteStatistics::fromJson, SiteStatistics::toBytes);
  }

  private static SiteStatistics fromJson(JsonNode json) {
    return new SiteStatistics(
        StatisticsJson.count(json, "records"),
        StatisticsJson.count(json, "incompleteLabels"),
        StatisticsJson.count(json, "unknownLabels"),
        StatisticsJson.items(json, "features").stream().map(SiteFeature::fromJson).toList());
  }

  /** The counts of rows; never a value of the data. */
  @Override
  public String toString() {
    return "SiteStatistics of " + records + " rows, " + features.size() + " features";
  }

  private static final class Values {
    private final List<String> found = new ArrayList<>();
    private long incomplete;

    private void add(String column, String value) {
      // Stops while reading, so that an identifier column cannot fill the memory.
      if (found.size() > SiteFeature.MAX_VALUES) {
        SiteFeature.requireVocabulary(column, found);
      }
      found.add(value);
    }

    private SiteFeature feature(String column) {
      List<String> sorted = found.stream().sorted().toList();
      return new SiteFeature(column, Kind.ONE_HOT, incomplete, Moments.NONE, sorted);
    }
  }
}
