package dev.bailiwick.spark.internal;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.internal.io.HadoopWriteConfigUtil;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.SerializableJobConf;

/** Where an RDD's {@code saveAs…File} writes: what its job configuration says. */
final class HadoopTarget {
  private HadoopTarget() {}

  /** The folder; or words for a format that need not write to one, which are no path of a site. */
  static String of(HadoopWriteConfigUtil<?, ?> writer) {
    Object held = Roots.get(writer, "conf");
    Configuration conf =
        held instanceof SerializableJobConf old
            ? old.value()
            : ((SerializableConfiguration) held).value();
    String format =
        held instanceof SerializableJobConf
            ? conf.get("mapred.output.format.class", "org.apache.hadoop.mapred.TextOutputFormat")
            : conf.get("mapreduce.job.outputformat.class", "");
    String folder = conf.get("mapreduce.output.fileoutputformat.outputdir");
    return folder != null && writesFiles(format, conf) ? folder : "the output format " + format;
  }

  private static boolean writesFiles(String format, Configuration conf) {
    Class<?> found = conf.getClassByNameOrNull(format);
    return found != null
        && (org.apache.hadoop.mapred.FileOutputFormat.class.isAssignableFrom(found)
            || org.apache.hadoop.mapreduce.lib.output.FileOutputFormat.class.isAssignableFrom(
                found));
  }
}
