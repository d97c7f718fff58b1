package dev.bailiwick.cli.policy;

import dev.bailiwick.policy.PolicyFiles;
import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The policies that a command looks at. They may be drafts: their signatures are not checked. */
final class PolicyInputs {
  @Parameters(arity = "1..*", paramLabel = "POLICY", description = "Policy files, or folders.")
  List<Path> policies = List.of();

  @Option(
      names = "--dataset",
      paramLabel = "URI",
      description =
          "Only the policies that govern this dataset. Default: all of them, as if they governed"
              + " one dataset together.")
  @Nullable String dataset;

  PolicySet read(@Nullable Topology topology) {
    return read(policies, dataset, topology);
  }

  static PolicySet read(List<Path> files, @Nullable String dataset, @Nullable Topology topology) {
    PolicySet all = PolicySet.of(PolicyFiles.read(files));
    if (topology != null && topology.defaultPolicy().isPresent()) {
      all = all.otherwise(PolicyParser.parse(topology.defaultPolicy().get()));
    }
    return dataset == null ? all : all.attachedTo(dataset);
  }
}
