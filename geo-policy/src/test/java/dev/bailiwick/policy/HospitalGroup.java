package dev.bailiwick.policy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** The example of three policies over four sites and two desks. */
final class HospitalGroup {
  static final Path FOLDER = Path.of("../examples/policies/hospital-group");
  static final LocalDate DAY = LocalDate.parse("2026-11-21");
  static final List<Location> LAWS = List.of(Location.of("DE"), Location.of("FR"));

  private HospitalGroup() {}

  static Topology topology() {
    return TopologyParser.parse(FOLDER.resolve("topology.yaml"));
  }

  static PolicySet policies() {
    List<Policy> policies = PolicyFiles.read(List.of(FOLDER.resolve("policies")));
    return on(PolicySet.of(policies), DAY);
  }

  static PolicySet on(PolicySet policies, LocalDate day) {
    return policies.in(Circumstances.at(ToolDays.noon(policies.policies(), day)));
  }
}
