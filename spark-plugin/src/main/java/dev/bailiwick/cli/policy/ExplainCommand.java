package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.Explanation;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicyMatrix;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Question;
import dev.bailiwick.policy.Supposition;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.spark.result.ExitStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy explain POLICY... --dataset URI --transfer CLASS --to PLACE}. */
@Command(
    name = "explain",
    description = {
      "Says whether something may be somewhere, which rule decides, why, and what would have to"
          + " change.",
      "Ends with 0 if it is allowed, with 3 if it is denied."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PolicyInputs inputs;
  @Mixin private CaseOptions supposed;
  @Mixin private FactOptions facts;

  @Option(
      names = "--transfer",
      required = true,
      paramLabel = "CLASS",
      description =
          "What moves: raw, intermediate, statistics, parameters, model, metrics, view; or sealed:"
              + " ciphertext of rows, without the key.")
  private TransferClass transfer;

  @Option(names = "--ciphertext", description = "It is ciphertext, without the key.")
  private boolean ciphertext;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PLACE",
      description = "A site or access point of the topology, or a code such as FR or US-VA.")
  private String to;

  @Option(names = "--topology", paramLabel = "FILE", description = "The places.")
  private @Nullable Path topology;

  @Option(
      names = "--category",
      split = ",",
      paramLabel = "CATEGORY",
      description = "Only data of these categories. Default: all that the policies name.")
  private List<String> categories = new ArrayList<>();

  @Option(names = "--persons", paramLabel = "N", description = "Of how many persons it is.")
  private @Nullable Long persons;

  @Option(names = "--records", paramLabel = "N", description = "From how many records it is made.")
  private @Nullable Long records;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public Integer call() {
    if (inputs.dataset == null) {
      throw CaseOptions.wrong("say which dataset it is: --dataset URI");
    }
    Topology places = topology == null ? null : TopologyParser.parse(topology);
    PolicySet policies = supposed.apply(inputs.read(places));
    Supposition place = facts.apply(place(places));
    Explanation explained =
        Explanation.of(
            policies.in(place.in(policies.circumstances())),
            question(laws(policies), place.destination()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ToolJson.print(out, json(explained));
    } else {
      out.print(explained.text());
      out.flush();
    }
    return explained.decision().allowed() ? ExitStatus.OK : ExitStatus.DENIED;
  }

  private Question question(List<Location> laws, Destination place) {
    Question question = PolicyMatrix.question(laws.get(0), transfer, place);
    question = question.withLaws(Set.copyOf(laws));
    question = ciphertext ? question.asCiphertext() : question;
    question = categories.isEmpty() ? question : question.withCategories(Set.copyOf(categories));
    question = persons == null ? question : question.ofPersons(persons);
    return records == null ? question : question.ofRecords(records);
  }

  private List<Location> laws(PolicySet policies) {
    if (!supposed.laws.isEmpty()) {
      return CaseOptions.locations(supposed.laws);
    }
    Optional<Location> constant = policies.jurisdictionConstant();
    if (constant.isPresent()) {
      return List.of(constant.get());
    }
    if (policies.policies().isEmpty()) {
      // No policy governs the dataset, which is the answer.
      return List.of(Location.unknown());
    }
    throw CaseOptions.wrong("the rows themselves say which law they are under: add --law CODE");
  }

  private Supposition place(@Nullable Topology places) {
    List<Destination> known = places == null ? List.of() : places.places();
    for (Destination place : known) {
      String prefix = place.kind() == Destination.Kind.SITE ? "site:" : "access:";
      if (to.equals(place.name()) || to.equals(prefix + place.name())) {
        return Supposition.of(place);
      }
    }
    return Location.find(to)
        .map(location -> Supposition.somewhereIn(location, transfer))
        .orElseThrow(
            () ->
                CaseOptions.wrong(
                    "--to is '"
                        + to
                        + "'; expected a code such as FR or US-VA, or "
                        + (places == null
                            ? "with --topology the name of a place"
                            : "one of " + known.stream().map(Destination::name).toList())));
  }

  private static ObjectNode json(Explanation explained) {
    ObjectNode root = ToolJson.decision(explained.decision());
    root.put("question", explained.asked());
    root.put("reason", explained.stewardsReason());
    root.put("basisInWords", explained.basis());
    ObjectNode policies = root.putObject("policies");
    explained.byPolicy().forEach(policies::put);
    return root;
  }
}
