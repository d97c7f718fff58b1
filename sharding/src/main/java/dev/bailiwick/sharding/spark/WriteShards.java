package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.SiteHome;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes the shard of each partition, in the task at its home.
 *
 * <p>Before the first row: the process must be proven to be at the shard's home. After the last:
 * the rows must be as many as planned, the file must be sealed at both ends and must open with this
 * site's key, or it is deleted. It has its name from the start, as a rename in an object store is a
 * copy: what counts is that no manifest names it before it is found right.
 */
final class WriteShards
    implements Function2<Integer, Iterator<InternalRow>, Iterator<WrittenShard>> {
  private static final long serialVersionUID = 1L;

  private final ShardTarget[] targets;
  private final OutputWriterFactory writers;
  private final StructType schema;
  private final SerializableConfiguration conf;

  WriteShards(
      List<ShardTarget> targets,
      OutputWriterFactory writers,
      StructType schema,
      SerializableConfiguration conf) {
    this.targets = targets.toArray(ShardTarget[]::new);
    this.writers = writers;
    this.schema = schema;
    this.conf = conf;
  }

  @Override
  public Iterator<WrittenShard> call(Integer partition, Iterator<InternalRow> rows)
      throws IOException {
    ShardTarget target = targets[partition];
    requireHome(target);
    Configuration mine = new Configuration(conf.value());
    long attempt = TaskContext.get().taskAttemptId();
    // A second attempt of the task has another name, so neither disturbs what the other reported.
    Path folder = new Path(target.folder());
    Path file = new Path(folder, target.id() + "-" + attempt + ".parquet");
    FileSystem fs = folder.getFileSystem(mine);
    fs.mkdirs(folder);
    RunSheet sheet = new RunSheet(folder, target.home(), target.sensitiveColumns(), mine);
    sheet.prepare();
    boolean right = false;
    try {
      long written = write(file, rows, mine);
      if (written != target.rows()) {
        throw new BailiwickException(
            ErrorCode.BAD_DATA,
            String.format(
                "Shard '%s' was planned with %,d rows and got %,d: a source changed after it was"
                    + " counted; plan again",
                target.id(), target.rows(), written));
      }
      ShardFile.Found found = ShardFile.read(file, mine);
      if (!found.sealed()) {
        throw new BailiwickException(
            ErrorCode.GUARD_MISSING,
            "Shard '"
                + target.id()
                + "' was written in clear, so it was deleted: something replaced Parquet's writer or"
                + " its crypto factory");
      }
      WrittenShard shard =
          new WrittenShard(
              partition,
              fs.makeQualified(file).toUri().toString(),
              written,
              found.bytes(),
              rowGroups(target, file, mine),
              found.sha256(),
              sheet.settle());
      right = true;
      return List.of(shard).iterator();
    } finally {
      if (!right) {
        fs.delete(file, false);
      }
    }
  }

  private static void requireHome(ShardTarget target) {
    String here = SiteHome.site();
    if (!here.equals(target.home())) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "Shard '"
              + target.id()
              + "' may be written only at site '"
              + target.home()
              + "', but this process is at site '"
              + here
              + "': nothing was written");
    }
  }

  private long write(Path file, Iterator<InternalRow> rows, Configuration mine) {
    TaskAttemptID attempt = new TaskAttemptID(new TaskID(new JobID(), TaskType.MAP, 0), 0);
    OutputWriter writer =
        writers.newInstance(file.toString(), schema, new TaskAttemptContextImpl(mine, attempt));
    long written = 0;
    boolean whole = false;
    try {
      while (rows.hasNext()) {
        writer.write(rows.next());
        written++;
      }
      whole = true;
    } finally {
      close(writer, whole);
    }
    return written;
  }

  /** What closing says matters only if nothing went wrong before. */
  private static void close(OutputWriter writer, boolean whole) {
    try {
      writer.close();
    } catch (RuntimeException e) {
      if (whole) {
        throw e;
      }
    }
  }

  /** Opens the file as a reader would, with the key that was just used. */
  private static long rowGroups(ShardTarget target, Path file, Configuration mine)
      throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(file, mine), HadoopReadOptions.builder(mine, file).build())) {
      if (reader.getRecordCount() != target.rows()) {
        throw new BailiwickException(
            ErrorCode.INTERNAL,
            "Shard '" + target.id() + "' says that it has " + reader.getRecordCount() + " rows");
      }
      return reader.getRowGroups().size();
    }
  }
}
