package dev.bailiwick.cli.shard;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.spark.Leftovers;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What to do with shard files that no version of the manifest names. */
final class SweepOptions {
  /** A writer that has not written a byte for so long is taken for dead. */
  private static final Duration LEAST = Duration.ofHours(1);

  @Option(
      names = "--sweep",
      description =
          "Delete the files that runs of this folder left and that no version of the manifest"
              + " names. Files of a run that wrote anything lately are not touched.")
  private boolean sweep;

  @Option(
      names = "--superseded",
      description =
          "With --sweep: also files that only older versions name, once the newest version is old"
              + " enough. The older versions can then not be read any more.")
  private boolean superseded;

  @Option(
      names = "--older-than",
      defaultValue = "PT24H",
      converter = Age.class,
      paramLabel = "DURATION",
      description =
          "With --sweep: how old is old enough, such as PT24H (the default), at least PT1H.")
  private Duration age;

  void run(
      ManifestOptions manifests,
      ManifestFolder folder,
      long versions,
      Configuration conf,
      PrintWriter out) {
    if (superseded && !sweep) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "--superseded says what --sweep deletes: give both");
    }
    if (sweep && age.compareTo(LEAST) < 0) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "--older-than is "
              + age
              + ", expected at least "
              + LEAST
              + ": a writer may be at work, and its files are in no manifest yet");
    }
    List<Manifest> all = new ArrayList<>();
    for (long v = 1; v <= versions; v++) {
      all.add(manifests.load(new ManifestFile(folder, "manifest-%06d.json".formatted(v))));
    }
    Manifest newest = all.get(all.size() - 1);
    boolean oldEnough = newest.created().isBefore(Instant.now().minus(age));
    Set<URI> named = new HashSet<>();
    (superseded && oldEnough ? List.of(newest) : all)
        .forEach(
            m ->
                m.shards()
                    .forEach(s -> s.copies().stream().map(ShardCopy::uri).forEach(named::add)));
    List<Leftovers> left = Leftovers.find(folder, newest.dataset(), named, conf);
    if (superseded && !oldEnough) {
      out.println(
          "kept       files of older versions: the newest was made " + newest.created() + " only");
    }
    left.forEach(l -> one(l, conf, out));
    if (left.isEmpty()) {
      out.println("left over  nothing");
    } else if (!sweep) {
      out.println(
          "left over  %d files, %,d bytes, in no version: --sweep deletes them"
              .formatted(left.size(), left.stream().mapToLong(Leftovers::bytes).sum()));
    }
  }

  private void one(Leftovers l, Configuration conf, PrintWriter out) {
    if (!sweep) {
      out.println("  unnamed   %s  %,d bytes".formatted(l.file(), l.bytes()));
    } else if (l.lastWritten().isBefore(Instant.now().minus(age))) {
      l.delete(conf);
      out.println("  deleted   %s  %,d bytes".formatted(l.file(), l.bytes()));
    } else {
      out.println(
          "  kept      %s  %,d bytes: its run wrote something at %s, and may be at work"
              .formatted(l.file(), l.bytes(), l.lastWritten()));
    }
  }

  /** Says what is right where Java's own parser names an exception. */
  static final class Age implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Duration.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "found '" + text + "', expected a duration such as PT24H (hours) or P3D (days)");
      }
    }
  }
}
