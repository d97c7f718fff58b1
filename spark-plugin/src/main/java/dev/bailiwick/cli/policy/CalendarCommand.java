package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.PolicyCalendar;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.ToolDays;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy calendar POLICY...}. */
@Command(
    name = "calendar",
    description =
        "Says what will stop or begin to be allowed, when, and by which document. Without a"
            + " topology: which documents begin and end.")
public final class CalendarCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private PolicyInputs inputs;
  @Mixin private CaseOptions supposed;

  @Option(names = "--topology", paramLabel = "FILE", description = "The places.")
  private @Nullable Path topology;

  @Option(names = "--from", paramLabel = "DAY", description = "From this day on. Default: today.")
  private @Nullable LocalDate from;

  @Option(
      names = "--until",
      paramLabel = "DAY",
      description = "Until this day, which is inside. Default: without end.")
  private @Nullable LocalDate until;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    Topology places = topology == null ? null : TopologyParser.parse(topology);
    PolicySet policies = supposed.apply(inputs.read(places));
    List<Destination> all = places == null ? List.of() : places.places();
    PolicyCalendar calendar =
        PolicyCalendar.of(
            policies,
            all.isEmpty() ? List.of() : supposed.lawsOf(policies),
            all,
            ToolDays.beginning(
                policies.policies(), from == null ? LocalDate.now(ZoneId.systemDefault()) : from),
            until == null
                ? Instant.MAX
                : ToolDays.beginning(policies.policies(), until.plusDays(1)).minusNanos(1));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ToolJson.print(out, json(calendar));
    } else {
      out.print(calendar.text());
      out.flush();
    }
  }

  private static ObjectNode json(PolicyCalendar calendar) {
    ObjectNode root = ToolJson.object();
    ArrayNode days = root.putArray("days");
    for (PolicyCalendar.Day day : calendar.days()) {
      ObjectNode node = days.addObject();
      node.put("day", day.day().toString());
      node.put("at", day.at().toString());
      ToolJson.texts(node.putArray("documents"), day.documents());
      ArrayNode changes = node.putArray("changes");
      for (PolicyCalendar.Change change : day.changes()) {
        ObjectNode cell = changes.addObject();
        cell.put("law", change.law().code());
        cell.put("transfer", change.transfer().id());
        cell.set("at", ToolJson.place(change.place()));
        cell.set("after", ToolJson.decision(change.after()));
      }
    }
    return root;
  }
}
