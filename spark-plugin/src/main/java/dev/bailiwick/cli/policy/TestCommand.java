package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.policy.PolicyTestReport;
import dev.bailiwick.spark.result.ExitStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy test PATH...}. */
@Command(
    name = "test",
    description = {
      "Runs the tests that policies and files of kind PolicyTests hold, and names the rules that"
          + " no test reaches.",
      "Ends with 2 if a test fails, with --coverage-required also if a rule is not reached."
    })
public final class TestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files, or folders with all their sub-folders.")
  private List<Path> paths;

  @Option(
      names = "--coverage-required",
      description = "A rule that no test reaches is a failure, too.")
  private boolean coverageRequired;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public Integer call() {
    PolicyTestReport report = PolicyTestReport.run(paths);
    if (json) {
      ToolJson.print(spec.commandLine().getOut(), json(report));
    } else {
      print(report);
    }
    boolean bad = !report.passed() || (coverageRequired && report.hasUnreached());
    return bad ? ExitStatus.WRONG_INPUT : ExitStatus.OK;
  }

  private void print(PolicyTestReport report) {
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    report.faults().forEach(err::println);
    for (PolicyTestReport.Failure failure : report.failures()) {
      err.println(
          failure.place() + ": failed" + (failure.name().isEmpty() ? "" : ": ") + failure.name());
      err.println("  expected " + failure.expected());
      err.println("  found    " + failure.found());
    }
    for (PolicyTestReport.Cover cover : report.covers()) {
      if (!cover.unreached().isEmpty()) {
        (coverageRequired ? err : out)
            .println(
                cover.source()
                    + ": "
                    + cover.policy()
                    + ": no test reaches "
                    + String.join(", ", cover.unreached()));
      }
    }
    err.flush();
    out.println(summary(report));
  }

  private static String summary(PolicyTestReport report) {
    int rules = report.covers().stream().mapToInt(PolicyTestReport.Cover::rules).sum();
    int unreached = report.covers().stream().mapToInt(cover -> cover.unreached().size()).sum();
    int failed = report.failures().size();
    return report.cases()
        + (report.cases() == 1 ? " case, " : " cases, ")
        + (failed == 0 ? "all passed" : failed + " failed")
        + (report.faults().isEmpty() ? "" : ", " + "files not read: " + report.faults().size())
        + "; "
        + (rules - unreached)
        + " of "
        + rules
        + " rules reached";
  }

  private static ObjectNode json(PolicyTestReport report) {
    ObjectNode root = ToolJson.object();
    root.put("cases", report.cases());
    root.put("passed", report.passed());
    ArrayNode failures = root.putArray("failures");
    for (PolicyTestReport.Failure failure : report.failures()) {
      ObjectNode node = failures.addObject();
      node.put("file", failure.place().source());
      node.put("line", failure.place().line());
      node.put("column", failure.place().column());
      node.put("name", failure.name());
      node.put("expected", failure.expected());
      node.put("found", failure.found());
    }
    ToolJson.texts(root.putArray("faults"), report.faults());
    ArrayNode covers = root.putArray("policies");
    for (PolicyTestReport.Cover cover : report.covers()) {
      ObjectNode node = covers.addObject();
      node.put("policy", cover.policy());
      node.put("file", cover.source());
      node.put("rules", cover.rules());
      ToolJson.texts(node.putArray("unreached"), cover.unreached());
    }
    return root;
  }
}
