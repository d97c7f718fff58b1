package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.SiteHome;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code spark.read().format("bailiwick").load(MANIFEST)}, from any of Spark's languages. The
 * manifest is one file or a folder, of which the newest version is read ({@link Manifests}).
 *
 * <p>The manifest is verified on the driver against the authorities that the driver's own site
 * trusts; under the plugin, a node of the coordinator's site must have signed it. Option {@code
 * split} ({@code train} or {@code test}) reads only that split's shards; option {@code context}
 * ({@code true}) reads the copies beside shards too, which are no rows of the dataset.
 */
public final class BailiwickDataSource implements TableProvider, DataSourceRegister {
  /** For Spark, which makes it by reflection. */
  public BailiwickDataSource() {}

  @Override
  public String shortName() {
    return "bailiwick";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return ShardTable.schemaOf(manifest(options));
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    Manifest manifest = CopyChoice.now(manifest(options));
    String split = options.getOrDefault("split", "");
    if (!List.of("", Splitting.TRAIN, Splitting.TEST).contains(split)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "The option split is '"
              + split
              + "', expected train or test: it would read no row, and say nothing");
    }
    return new ShardTable(
        manifest,
        manifest.shards().stream()
            .filter(s -> split.isEmpty() || s.split().equals(split))
            .filter(s -> options.getBoolean("context", false) || !s.isContext())
            .toList());
  }

  private static Manifest manifest(CaseInsensitiveStringMap options) {
    String path = options.getOrDefault("path", "");
    if (path.isBlank()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "format(\"bailiwick\") needs the path or URI of a manifest, or of a folder of manifests:"
              + " load(\"manifest-000001.json\")");
    }
    try {
      ManifestFile file = Manifests.file(path, BailiwickDataSource::hadoop);
      ManifestWatch watch = ManifestWatch.watch();
      Manifest manifest =
          ManifestStore.load(file, SiteHome.trusted(), signer -> watch.signed(file, signer));
      watch.loaded(manifest);
      return manifest;
    } catch (InvalidPathException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "'" + path + "' is not the path of a manifest", e);
    }
  }

  private static Configuration hadoop() {
    return SparkSession.active().sessionState().newHadoopConf();
  }
}
