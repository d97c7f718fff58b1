package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.Strategy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.XxHash64;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.davidmoten.hilbert.HilbertCurve;
import org.davidmoten.hilbert.SmallHilbertCurve;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The order in which a strategy deals rows: a key of 64 bits for each, smaller keys first. Rows
 * with equal keys follow each other as they lie.
 */
abstract class RowOrder implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Why a row has no place in an order. */
  enum Fault {
    NULL("null"),
    NOT_A_NUMBER("not a number"),
    OUT_OF_RANGE("out of range");

    private final String words;

    Fault(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Why this row has no place; null if it has one. */
  @Nullable Fault fault(InternalRow row) {
    return null;
  }

  /** The key of a row without fault. */
  abstract long key(InternalRow row);

  /** True if all keys are equal, so that rows stand in the order in which they lie. */
  boolean isAsItLies() {
    return false;
  }

  /** What messages call the columns that it reads. */
  abstract String described();

  /** The columns whose least and greatest value a shard claims. */
  List<ValueColumn> claims() {
    return List.of();
  }

  /** The order of a strategy's rows. */
  static RowOrder of(Strategy strategy, String source, StructType schema) {
    if (strategy instanceof Strategy.TimeRanges time) {
      return new Time(ValueColumn.time(source, schema, time.column()));
    }
    if (strategy instanceof Strategy.Spatial place) {
      return new Curve(
          ValueColumn.degrees(source, schema, place.latitude()),
          ValueColumn.degrees(source, schema, place.longitude()));
    }
    if (strategy instanceof Strategy.Hash hash) {
      return new Hashed(source, schema, hash.columns());
    }
    return new AsItLies();
  }

  /** The rows' own order. */
  private static final class AsItLies extends RowOrder {
    private static final long serialVersionUID = 1L;

    @Override
    long key(InternalRow row) {
      return 0;
    }

    @Override
    boolean isAsItLies() {
      return true;
    }

    @Override
    String described() {
      return "no column";
    }
  }

  /** By time. */
  static final class Time extends RowOrder {
    private static final long serialVersionUID = 1L;

    private final ValueColumn column;

    Time(ValueColumn column) {
      this.column = column;
    }

    @Override
    @Nullable Fault fault(InternalRow row) {
      return column.isNull(row) ? Fault.NULL : null;
    }

    @Override
    long key(InternalRow row) {
      return column.value(row);
    }

    @Override
    String described() {
      return "the time '" + column.name() + "'";
    }

    @Override
    List<ValueColumn> claims() {
      return List.of(column);
    }
  }

  /** Along a Hilbert curve over the plane of longitude and latitude; docs/adr/0151. */
  private static final class Curve extends RowOrder {
    private static final long serialVersionUID = 1L;

    /** Cells of 360 / 2^31 degrees: less than 2 cm. */
    private static final int BITS = 31;

    private static final long CELLS = 1L << BITS;

    private final ValueColumn latitude;
    private final ValueColumn longitude;
    private transient @Nullable SmallHilbertCurve curve;

    Curve(ValueColumn latitude, ValueColumn longitude) {
      this.latitude = latitude;
      this.longitude = longitude;
    }

    @Override
    @Nullable Fault fault(InternalRow row) {
      if (latitude.isNull(row) || longitude.isNull(row)) {
        return Fault.NULL;
      }
      double lat = latitude.degrees(row);
      double lon = longitude.degrees(row);
      if (Double.isNaN(lat) || Double.isNaN(lon)) {
        return Fault.NOT_A_NUMBER;
      }
      return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? null : Fault.OUT_OF_RANGE;
    }

    @Override
    long key(InternalRow row) {
      SmallHilbertCurve known = curve;
      if (known == null) {
        known = HilbertCurve.small().bits(BITS).dimensions(2);
        curve = known;
      }
      return known.index(cell(longitude.degrees(row), 180), cell(latitude.degrees(row), 90));
    }

    private static long cell(double degrees, double half) {
      return Math.min(CELLS - 1, (long) ((degrees + half) / (2 * half) * CELLS));
    }

    @Override
    String described() {
      return "the place '" + latitude.name() + "', '" + longitude.name() + "'";
    }

    @Override
    List<ValueColumn> claims() {
      return List.of(latitude, longitude);
    }
  }

  /** By Spark's own hash of columns. */
  private static final class Hashed extends RowOrder {
    private static final long serialVersionUID = 1L;
    private static final long SEED = 42;

    private final StructType schema;
    private final int[] ordinals;
    private transient @Nullable Expression hash;

    Hashed(String source, StructType schema, List<String> columns) {
      this.schema = schema;
      this.ordinals = columns.stream().mapToInt(c -> Columns.ordinal(source, schema, c)).toArray();
    }

    @Override
    long key(InternalRow row) {
      Expression known = hash;
      if (known == null) {
        known = expression();
        hash = known;
      }
      return (Long) known.eval(row);
    }

    private Expression expression() {
      List<Expression> columns = new ArrayList<>();
      for (int ordinal : ordinals) {
        StructField field = schema.fields()[ordinal];
        columns.add(new BoundReference(ordinal, field.dataType(), true));
      }
      return new XxHash64(CollectionConverters.asScala(columns).toSeq(), SEED);
    }

    @Override
    String described() {
      return "a hash";
    }
  }
}
