package dev.bailiwick.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.cli.policy.ToolJson;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.spark.BailiwickConf;
import dev.bailiwick.spark.Finding;
import dev.bailiwick.spark.HomeCheck;
import dev.bailiwick.spark.SettingsCheck;
import dev.bailiwick.spark.result.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick doctor}. */
@Command(
    name = "doctor",
    description =
        "Says how an installation stands: Spark's channels, what covers broadcasts, task results"
            + " and cached blocks, the shuffle, its keys, certificates and their end. Starts"
            + " nothing; 1 when something is bad.")
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The run folder of a cluster: its settings, and the homes of its sites.")
  private @Nullable Path dir;

  @Option(
      names = "--properties-file",
      paramLabel = "FILE",
      description = "Settings of Spark. Default: conf/spark-defaults.conf of SPARK_HOME, if any.")
  private @Nullable Path properties;

  @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "One more setting of Spark.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--master", paramLabel = "URL", description = "Where applications would run.")
  private @Nullable String master;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "A site home. Default: spark.bailiwick.site.home, BAILIWICK_SITE_HOME.")
  private List<Path> homes = new ArrayList<>();

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public Integer call() {
    SparkConf conf = conf();
    List<Finding> findings = new ArrayList<>(SettingsCheck.of(conf));
    List<Path> all = homes(conf);
    all.forEach(home -> findings.addAll(HomeCheck.of(home)));
    if (all.isEmpty()) {
      findings.add(
          new Finding(
              "identity",
              Finding.State.WARNING,
              "no site home was named",
              "name one with --home, or set " + BailiwickConf.SITE_HOME_VARIABLE));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ToolJson.print(out, json(findings));
    } else {
      findings.forEach(finding -> print(out, finding));
    }
    return findings.stream().anyMatch(f -> f.state() == Finding.State.BAD)
        ? ExitStatus.FAILURE
        : ExitStatus.OK;
  }

  private SparkConf conf() {
    SparkConf conf = new SparkConf(false);
    if (dir != null) {
      // What the commands that use this folder set themselves.
      conf.set("spark.plugins", "dev.bailiwick.spark.BailiwickPlugin");
    }
    file().ifPresent(file -> read(file).forEach((k, v) -> conf.set((String) k, (String) v)));
    settings.forEach(conf::set);
    if (master != null) {
      conf.set("spark.master", master);
    }
    return conf;
  }

  private Optional<Path> file() {
    if (properties != null) {
      return Optional.of(properties);
    }
    if (dir != null) {
      return Optional.of(RunFolder.rpcProperties(dir));
    }
    return Optional.ofNullable(System.getenv("SPARK_CONF_DIR"))
        .map(Path::of)
        .or(() -> Optional.ofNullable(System.getenv("SPARK_HOME")).map(h -> Path.of(h, "conf")))
        .map(folder -> folder.resolve("spark-defaults.conf"))
        .filter(Files::isRegularFile);
  }

  private static Properties read(Path file) {
    Properties read = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      read.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "The settings in "
              + file
              + " cannot be read: "
              + e.getMessage()
              + ". Is a cluster running there?",
          e);
    }
    read.keySet().removeIf(key -> !key.toString().startsWith("spark."));
    read.replaceAll((key, value) -> value.toString().strip());
    return read;
  }

  private List<Path> homes(SparkConf conf) {
    if (!homes.isEmpty()) {
      return homes;
    }
    if (dir != null) {
      return RunFolder.siteHomes(dir);
    }
    return Optional.ofNullable(conf.get(BailiwickConf.SITE_HOME, null))
        .or(() -> Optional.ofNullable(System.getenv(BailiwickConf.SITE_HOME_VARIABLE)))
        .filter(home -> !home.isBlank())
        .map(home -> List.of(Path.of(home)))
        .orElse(List.of());
  }

  private static void print(PrintWriter out, Finding finding) {
    out.printf("%-8s%-14s  %s%n", word(finding), finding.subject(), finding.text());
    if (!finding.remedy().isEmpty()) {
      out.printf("%-22s  -> %s%n", "", finding.remedy());
    }
  }

  private static String word(Finding finding) {
    return finding.state().name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode json(List<Finding> findings) {
    ObjectNode all = ToolJson.object();
    ArrayNode array = all.putArray("findings");
    for (Finding finding : findings) {
      array
          .addObject()
          .put("subject", finding.subject())
          .put("state", word(finding))
          .put("text", finding.text())
          .put("remedy", finding.remedy());
    }
    return all;
  }
}
