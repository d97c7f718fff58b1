package dev.bailiwick.preprocess;

import dev.bailiwick.preprocess.FeatureSpec.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A table of any column types that features may have, and features of it: all from one seed. Values
 * are the awkward ones, more often than not; some tables have values that cannot be used.
 */
final class RandomTable {
  private static final List<DataType> NUMBERS =
      List.of(
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.FloatType,
          DataTypes.DoubleType,
          new DecimalType(5, 2),
          new DecimalType(17, 4),
          new DecimalType(38, 11));

  private static final List<DataType> CATEGORIES =
      List.of(
          DataTypes.StringType,
          DataTypes.StringType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.DateType);

  private static final List<String> TEXTS =
      List.of(
          "", " ", "a", "b", "ab", "A", "0", "true", "église", "日本", "a\u0000b", "x".repeat(99));

  private static final List<String> JUNK =
      List.of("007", "+1", "-0", "TRUE", "yes", "2024-1-1", "1e3", "0.0", "+10000-01-01");

  private final Random random;
  private final boolean faulty;
  private final List<FeatureSpec> specs = new ArrayList<>();
  private final List<FittedFeature> fitted = new ArrayList<>();
  private final LabelSpec label;
  private StructType schema = new StructType();
  private final List<Row> rows = new ArrayList<>();

  RandomTable(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    faulty = random.nextBoolean();
    int columns = 1 + random.nextInt(8);
    for (int i = 0; i < columns; i++) {
      boolean category = random.nextBoolean();
      DataType type = one(category ? CATEGORIES : NUMBERS);
      String name = i == 0 ? "a.b `c" : "c" + i;
      schema = schema.add(name, type);
      if (category) {
        oneHot(name, type);
      } else if (random.nextBoolean()) {
        standardise(name);
      } else {
        bucketise(name);
        if (random.nextBoolean()) {
          standardise(name);
        }
      }
    }
    schema = schema.add("not used", DataTypes.StringType);
    DataType labelType = one(CATEGORIES);
    schema = schema.add("label", labelType);
    label = label(labelType);
    int count = random.nextInt(1_500);
    for (int i = 0; i < count; i++) {
      rows.add(row());
    }
  }

  StructType schema() {
    return schema;
  }

  List<Row> rows() {
    return rows;
  }

  Preprocessor preprocessor() {
    return Preprocessor.of(specs, label);
  }

  FittedStatistics fitted() {
    return new FittedStatistics(1, label, fitted);
  }

  private void standardise(String name) {
    specs.add(FeatureSpec.standardise(name));
    fitted.add(
        new FittedFeature(
            name,
            Kind.STANDARDISE,
            random.nextGaussian() * 100,
            Math.exp(random.nextGaussian()),
            List.of(),
            List.of()));
  }

  private void bucketise(String name) {
    TreeSet<Double> splits = new TreeSet<>(List.of(0.0));
    for (int i = random.nextInt(6); i > 0; i--) {
      splits.add(random.nextBoolean() ? random.nextInt(9) - 4.0 : random.nextGaussian() * 50);
    }
    List<Double> sorted = List.copyOf(splits);
    specs.add(FeatureSpec.bucketise(name, sorted));
    fitted.add(new FittedFeature(name, Kind.BUCKETISE, 0, 1, List.of(), sorted));
  }

  private void oneHot(String name, DataType type) {
    TreeSet<String> values = new TreeSet<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      values.add(random.nextInt(4) == 0 ? one(JUNK) : String.valueOf(category(type)));
    }
    specs.add(FeatureSpec.oneHot(name));
    fitted.add(new FittedFeature(name, Kind.ONE_HOT, 0, 1, List.copyOf(values), List.of()));
  }

  /** Every value that a row may have is in a class. */
  private LabelSpec label(DataType type) {
    TreeSet<String> values = new TreeSet<>(JUNK);
    for (int i = 0; i < 400; i++) {
      values.add(String.valueOf(common(type)));
    }
    List<List<String>> classes = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      classes.add(new ArrayList<>());
    }
    int next = 0;
    for (String value : values) {
      classes.get(next++ % classes.size()).add(value);
    }
    return new LabelSpec("label", classes);
  }

  private Row row() {
    Object[] values = new Object[schema.size()];
    for (int i = 0; i < values.length; i++) {
      String name = schema.fields()[i].name();
      DataType type = schema.fields()[i].dataType();
      if (name.equals("label")) {
        values[i] = common(type);
      } else {
        boolean category =
            specs.stream().anyMatch(s -> s.column().equals(name) && s.kind() == Kind.ONE_HOT);
        values[i] = category || name.equals("not used") ? category(type) : number(type);
      }
      if (faulty && random.nextInt(700) == 0) {
        values[i] = unusable(type);
      }
    }
    return RowFactory.create(values);
  }

  private @Nullable Object unusable(DataType type) {
    if (type.equals(DataTypes.DoubleType) && random.nextBoolean()) {
      return random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
    }
    if (type.equals(DataTypes.StringType) && random.nextBoolean()) {
      return "a secret that is in no class";
    }
    return null;
  }

  private Object common(DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return TEXTS.get(random.nextInt(5));
    } else if (type.equals(DataTypes.BooleanType)) {
      return random.nextBoolean();
    } else if (type.equals(DataTypes.DateType)) {
      return LocalDate.ofEpochDay(random.nextInt(5) * 3L);
    }
    return whole(type, random.nextInt(7) - 3);
  }

  private Object category(DataType type) {
    if (random.nextInt(3) > 0) {
      return common(type);
    } else if (type.equals(DataTypes.StringType)) {
      return random.nextInt(8) == 0 ? "v" + random.nextInt() : one(TEXTS);
    } else if (type.equals(DataTypes.BooleanType)) {
      return random.nextBoolean();
    } else if (type.equals(DataTypes.DateType)) {
      return one(
          List.of(
              LocalDate.of(1, 1, 1),
              LocalDate.of(1582, 10, 4),
              LocalDate.of(9999, 12, 31),
              LocalDate.of(10_000, 1, 1),
              LocalDate.of(-44, 3, 15),
              LocalDate.of(123_456, 7, 8)));
    }
    return whole(type, random.nextLong());
  }

  private static Object whole(DataType type, long value) {
    if (type.equals(DataTypes.ByteType)) {
      return (byte) value;
    } else if (type.equals(DataTypes.ShortType)) {
      return (short) value;
    } else if (type.equals(DataTypes.IntegerType)) {
      return (int) value;
    }
    return value;
  }

  private Object number(DataType type) {
    int pick = random.nextInt(4);
    if (type instanceof DecimalType decimal) {
      BigInteger unscaled =
          switch (pick) {
            case 0 -> BigInteger.valueOf(random.nextInt(9) - 4L);
            case 1 -> new BigInteger(40, random);
            default -> new BigInteger(120, random).negate();
          };
      return new BigDecimal(
          unscaled.remainder(BigInteger.TEN.pow(decimal.precision())), decimal.scale());
    } else if (type.equals(DataTypes.FloatType)) {
      return switch (pick) {
        case 0 -> one(List.of(-0f, 0f, Float.MIN_VALUE, 1e30f, -1f, 0.1f));
        case 1 -> (float) (random.nextInt(9) - 4);
        default -> (float) random.nextGaussian() * 50;
      };
    } else if (type.equals(DataTypes.DoubleType)) {
      return switch (pick) {
        case 0 -> one(List.of(-0.0, 0.0, Double.MIN_VALUE, 1e30, -1.0, 0.1));
        case 1 -> random.nextInt(9) - 4.0;
        default -> random.nextGaussian() * 50;
      };
    }
    return whole(type, pick == 0 ? random.nextLong() : random.nextInt(9) - 4);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
