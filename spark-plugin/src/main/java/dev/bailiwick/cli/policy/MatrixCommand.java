package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicyMatrix;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.spark.result.MatrixPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy matrix POLICY... --topology FILE}. */
@Command(
    name = "matrix",
    description = "Shows what may be where: every class of transfer at every place.")
public final class MatrixCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private PolicyInputs inputs;
  @Mixin private CaseOptions supposed;

  @Option(names = "--topology", required = true, paramLabel = "FILE", description = "The places.")
  private Path topology;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write it as a page that opens without a network, too.")
  private @Nullable Path html;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public void run() {
    Topology places = TopologyParser.parse(topology);
    PolicySet policies = supposed.apply(inputs.read(places));
    PolicyMatrix matrix = PolicyMatrix.of(policies, supposed.lawsOf(policies), places.places());
    PrintWriter out = spec.commandLine().getOut();
    if (html != null) {
      write(html, MatrixPage.of(matrix, "What may be where: " + places.id(), about(policies)));
    }
    if (json) {
      ToolJson.print(out, json(matrix));
    } else {
      out.println(about(policies));
      out.println();
      out.print(matrix.text());
      out.flush();
    }
  }

  private String about(PolicySet policies) {
    return "As of "
        + policies.circumstances().at().truncatedTo(ChronoUnit.SECONDS)
        + ", to "
        + supposed.use.id()
        + (supposed.cited.isEmpty() ? "" : ", citing " + String.join(", ", supposed.cited))
        + (inputs.dataset == null ? "" : "; dataset " + inputs.dataset)
        + ". The row 'sealed' is ciphertext of rows, without the key.";
  }

  private static void write(Path file, String page) {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static ObjectNode json(PolicyMatrix matrix) {
    ObjectNode root = ToolJson.object();
    ArrayNode cells = root.putArray("cells");
    for (PolicyMatrix.Cell cell : matrix.cells()) {
      ObjectNode node = cells.addObject();
      node.put("law", cell.law().code());
      node.put("transfer", cell.transfer().id());
      node.set("at", ToolJson.place(cell.place()));
      node.put("note", cell.note());
      node.set("decision", ToolJson.decision(cell.decision()));
    }
    ToolJson.texts(root.putArray("notes"), matrix.notes());
    return root;
  }
}
