package dev.bailiwick.sharding.spark;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where rows come from, in the words of Spark's own reader.
 *
 * @param name unique in the job; the hold-out is drawn by it, so it should not change between runs
 * @param site where the rows lie
 * @param format a name that {@code spark.read().format(...)} knows
 * @param path what is loaded; empty for formats that need none, such as JDBC
 * @param options the format's options
 * @param schemaDdl the rows' schema in Spark's DDL; inferring one would read rows before a plan
 */
public record SourceSpec(
    String name,
    String site,
    String format,
    Optional<String> path,
    Map<String, String> options,
    String schemaDdl) {
  public SourceSpec {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
