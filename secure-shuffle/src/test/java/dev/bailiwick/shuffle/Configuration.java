package dev.bailiwick.shuffle;

import com.esotericsoftware.kryo.Kryo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * One way to run a job.
 *
 * @param codec {@code none} for no compression of shuffles and spills
 * @param serializer Java or Kryo
 */
record Configuration(Writer writer, String codec, String serializer) {
  /**
   * Which writer Spark is led to. It keeps the last word: a shuffle that combines in its map tasks,
   * or whose serialised records cannot be moved, gets the sort writer; SQL's can be moved always,
   * so where the bypass is closed SQL gets the unsafe writer.
   */
  enum Writer {
    /** Kryo that keeps its state makes records that cannot be moved. All writers spill often. */
    SORT,
    BYPASS,
    UNSAFE;

    Map<String, String> settings() {
      return switch (this) {
        case SORT ->
            Map.of(
                "spark.shuffle.sort.bypassMergeThreshold", "0",
                "spark.shuffle.spill.numElementsForceSpillThreshold", "700",
                "spark.kryo.registrator", KeepsState.class.getName());
        case BYPASS -> Map.of("spark.shuffle.sort.bypassMergeThreshold", "2000");
        case UNSAFE -> Map.of("spark.shuffle.sort.bypassMergeThreshold", "0");
      };
    }
  }

  /** Makes Kryo refer to what earlier records held. */
  public static final class KeepsState implements KryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
      kryo.setAutoReset(false);
    }
  }

  static List<Configuration> all() {
    List<Configuration> all = new ArrayList<>();
    for (Writer writer : Writer.values()) {
      for (String codec : List.of("lz4", "zstd", "snappy", "none")) {
        for (String serializer : List.of("Java", "Kryo")) {
          all.add(new Configuration(writer, codec, serializer));
        }
      }
    }
    return all;
  }

  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(writer.settings());
    settings.put("spark.serializer", "org.apache.spark.serializer." + serializer + "Serializer");
    boolean compressed = !codec.equals("none");
    settings.put("spark.shuffle.compress", String.valueOf(compressed));
    settings.put("spark.shuffle.spill.compress", String.valueOf(compressed));
    if (compressed) {
      settings.put("spark.io.compression.codec", codec);
    }
    return settings;
  }

  @Override
  public String toString() {
    return writer + ", " + codec + ", " + serializer;
  }
}
