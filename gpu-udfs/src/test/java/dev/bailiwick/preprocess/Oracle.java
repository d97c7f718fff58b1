package dev.bailiwick.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** The same transforms as {@link Rows#PREPROCESSOR}, by plain loops over all rows at once. */
final class Oracle {

  record Example(List<Float> features, float label) {}

  private final double[] mean = new double[2];
  private final double[] deviation = new double[2];
  private final SortedSet<String> work;
  private final SortedSet<String> dept;

  private Oracle(List<Row> rows, SortedSet<String> work, SortedSet<String> dept) {
    this.work = work;
    this.dept = dept;
    for (int i = 0; i < 2; i++) {
      for (Row row : rows) {
        mean[i] += number(row, i) / rows.size();
      }
      for (Row row : rows) {
        deviation[i] += Math.pow(number(row, i) - mean[i], 2) / rows.size();
      }
      deviation[i] = Math.sqrt(deviation[i]);
    }
  }

  static Oracle fit(List<List<Row>> sites) {
    TreeSet<String> work = new TreeSet<>();
    TreeSet<String> dept = new TreeSet<>();
    for (List<Row> site : sites) {
      work.addAll(frequent(site, row -> row.getString(1), 10));
      dept.addAll(frequent(site, row -> String.valueOf(row.getShort(3)), 2));
    }
    return new Oracle(sites.stream().flatMap(List::stream).toList(), work, dept);
  }

  List<String> names() {
    List<String> names = new ArrayList<>(List.of("age", "gain", "work (other)"));
    work.forEach(value -> names.add("work=" + value));
    names.addAll(List.of("gain < 0.0", "gain >= 0.0", "gain >= 10.0", "gain >= 100.0"));
    names.add("dept.no (other)");
    dept.forEach(value -> names.add("dept.no=" + value));
    return names;
  }

  Example apply(Row row) {
    List<Float> features = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      features.add((float) ((number(row, i) - mean[i]) / deviation[i]));
    }
    oneHot(features, work, row.getString(1));
    double gain = row.getDouble(2);
    features.add(gain < 0 ? 1f : 0f);
    features.add(gain >= 0 && gain < 10 ? 1f : 0f);
    features.add(gain >= 10 && gain < 100 ? 1f : 0f);
    features.add(gain >= 100 ? 1f : 0f);
    oneHot(features, dept, String.valueOf(row.getShort(3)));
    return new Example(features, row.getString(4).startsWith(">") ? 1f : 0f);
  }

  private static void oneHot(List<Float> features, SortedSet<String> vocabulary, String value) {
    features.add(vocabulary.contains(value) ? 0f : 1f);
    vocabulary.forEach(known -> features.add(known.equals(value) ? 1f : 0f));
  }

  private static double number(Row row, int i) {
    return i == 0 ? row.getInt(0) : row.getDouble(2);
  }

  private static List<String> frequent(List<Row> rows, Function<Row, String> value, int least) {
    Map<String, Long> counts =
        rows.stream().collect(Collectors.groupingBy(value, Collectors.counting()));
    return counts.keySet().stream().filter(key -> counts.get(key) >= least).toList();
  }
}
