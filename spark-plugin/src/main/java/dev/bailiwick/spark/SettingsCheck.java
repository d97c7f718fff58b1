package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * Says of an application's settings, before it starts, what covers the rows on each of their ways
 * ({@code docs/threat-model.md}, "What covers what Spark itself moves").
 */
public final class SettingsCheck {
  private static final String START =
      "give them at the submission, and to master and workers when they start";

  private final SparkConf conf;
  private final String master;

  private SettingsCheck(SparkConf conf) {
    this.conf = conf;
    this.master = conf.get("spark.master", "");
  }

  /** All that settings tell; {@code spark.master} says where the application would run. */
  public static List<Finding> of(SparkConf conf) {
    SettingsCheck check = new SettingsCheck(conf);
    List<Finding> findings = new ArrayList<>();
    findings.add(check.plugin());
    findings.add(check.shuffleManager());
    findings.add(check.shuffleKeys());
    findings.add(check.padding());
    findings.addAll(check.channels());
    return findings;
  }

  private Finding plugin() {
    String ours = BailiwickPlugin.class.getName();
    String plugins = conf.get("spark.plugins", "");
    return Arrays.stream(plugins.split(",")).map(String::strip).anyMatch(ours::equals)
        ? Finding.good("plugin", "spark.plugins has " + ours)
        : Finding.bad(
            "plugin",
            plugins.isEmpty() ? "spark.plugins is not set" : "spark.plugins is " + plugins,
            "set spark.plugins=" + ours + "; the commands of Bailiwick do so");
  }

  private Finding shuffleManager() {
    try {
      LeakySettings.check(conf, new Configuration(false));
    } catch (BailiwickException e) {
      return Finding.bad(
          "shuffle", String.valueOf(e.getMessage()), "as said of each; docs/threat-model.md");
    }
    return Finding.good(
        "shuffle",
        DependentSettings.SHUFFLE_MANAGER
            + ", which the plugin sets: blocks are sealed for their readers, spills and temporary"
            + " files for the process that wrote them");
  }

  private Finding shuffleKeys() {
    try {
      BailiwickConf settings = BailiwickConf.of(conf);
      return Finding.good(
          "shuffle-keys",
          "a new key for each scope after %d s or %,d bytes"
              .formatted(settings.rotateAfter().toSeconds(), settings.rotateAfterBytes()));
    } catch (BailiwickException e) {
      return Finding.bad("shuffle-keys", String.valueOf(e.getMessage()), "docs/configuration.md");
    }
  }

  private Finding padding() {
    try {
      BailiwickConf settings = BailiwickConf.of(conf);
      return Finding.good(
          "padding",
          "shuffle blocks: %s; updates: %s"
              .formatted(settings.shufflePadding(), settings.updatesPadding()));
    } catch (BailiwickException e) {
      return Finding.bad("padding", String.valueOf(e.getMessage()), "docs/configuration.md");
    }
  }

  /** RPC, and all that rests on it. */
  private List<Finding> channels() {
    if (RpcEncryption.isNeedless(master)) {
      String why = "one process: nothing goes over a network";
      return List.of(
          Finding.good("rpc", why + " (master " + master + ")"),
          Finding.good("broadcasts", why),
          Finding.good("task-results", why),
          Finding.good("cached-blocks", why + "; on disk sealed for this process"));
    }
    List<String> faults = RpcEncryption.faults(conf);
    if (faults.isEmpty()) {
      String cover = "on the way encrypted by Spark's channels (AES-GCM)";
      return List.of(
          Finding.good("rpc", "authenticated and encrypted: AES-GCM, engine 2, no SASL"),
          Finding.good("broadcasts", cover + "; on disk sealed for the process that has them"),
          Finding.good("task-results", cover + "; rows only where their policies allow `view`"),
          Finding.good(
              "cached-blocks",
              cover
                  + "; on disk sealed for the process that has them; who has the RPC secret can"
                  + " fetch them"));
    }
    String open = "in the clear on the way, because RPC is not encrypted";
    return List.of(
        Finding.bad("rpc", String.join("; ", faults), START),
        Finding.bad("broadcasts", open, "encrypt RPC"),
        Finding.bad("task-results", open, "encrypt RPC"),
        Finding.bad("cached-blocks", open + "; on disk sealed", "encrypt RPC"));
  }
}
