package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.policy.PolicyFiles;
import dev.bailiwick.policy.PolicyLint;
import dev.bailiwick.policy.PolicyLint.Finding;
import dev.bailiwick.policy.PolicyLint.Severity;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.spark.result.ExitStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy lint FILE...}. */
@Command(
    name = "lint",
    description = {
      "Reads policy files as strictly as a run does, and says what is wrong, and what only looks"
          + " right: rules without effect, documents that end soon, what nothing uses.",
      "Ends with 2 if a file has an error, with --strict also if there is a warning."
    })
public final class LintCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Policy files, or folders.")
  private List<Path> files;

  @Option(
      names = "--topology",
      paramLabel = "FILE",
      description = "Look at the statements about its places too.")
  private @Nullable Path topology;

  @Option(
      names = "--within",
      paramLabel = "DAYS",
      description = "Warn of what ends within so many days. Default: ${DEFAULT-VALUE}.",
      defaultValue = "90")
  private int within;

  @Option(names = "--on", paramLabel = "DAY", description = "As of this day. Default: today.")
  private @Nullable LocalDate day;

  @Option(names = "--strict", description = "Warnings are errors.")
  private boolean strict;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public Integer call() {
    PolicyLint lint =
        PolicyLint.check(
            PolicyFiles.files(files),
            day == null ? LocalDate.now(ZoneId.systemDefault()) : day,
            within,
            topology == null ? null : TopologyParser.parse(topology));
    if (json) {
      ToolJson.print(spec.commandLine().getOut(), json(lint));
    } else {
      print(lint);
    }
    boolean bad = lint.hasErrors() || (strict && !lint.findings().isEmpty());
    return bad ? ExitStatus.WRONG_INPUT : ExitStatus.OK;
  }

  private void print(PolicyLint lint) {
    PrintWriter out = spec.commandLine().getOut();
    for (Finding finding : lint.findings()) {
      boolean error = strict || finding.severity() == Severity.ERROR;
      (error ? spec.commandLine().getErr() : out).println(finding);
    }
    lint.policies()
        .forEach(
            policy ->
                out.println(policy.source() + ": ok, " + policy.id() + " " + policy.version()));
  }

  private static ObjectNode json(PolicyLint lint) {
    ObjectNode root = ToolJson.object();
    ArrayNode findings = root.putArray("findings");
    for (Finding finding : lint.findings()) {
      ObjectNode node = findings.addObject();
      node.put("severity", finding.severity().word());
      node.put("file", finding.place().source());
      node.put("line", finding.place().line());
      node.put("column", finding.place().column());
      node.put("text", finding.text());
    }
    return root;
  }
}
