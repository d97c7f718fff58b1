package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.List;

/** Collects rows that lie where they may not live, and says so in one message. */
final class Feasibility {
  private static final int SHOWN = 10;

  private final PolicySet policies;
  private final Topology topology;
  private final List<String> conflicts = new ArrayList<>();

  Feasibility(PolicySet policies, Topology topology) {
    this.policies = policies;
    this.topology = topology;
  }

  /** Checks rows of one law at one site. */
  void check(Location law, Site site, long rows) {
    for (TransferClass c : List.of(TransferClass.RAW, TransferClass.INTERMEDIATE)) {
      Decision decision = policies.decide(law, c, site);
      if (!decision.allowed()) {
        conflicts.add(
            String.format(
                "%,d rows under the law of %s lie at site '%s' (%s), where %s is not permitted: %s"
                    + " [policy '%s'%s, %s]. %s",
                rows,
                law,
                site.name(),
                site.location(),
                c.id(),
                decision.text(),
                decision.policy(),
                decision.rule().isEmpty() ? "" : ", rule '" + decision.rule() + "'",
                decision.place(),
                remedy(law)));
        return;
      }
    }
  }

  private String remedy(Location law) {
    PermittedSet homes =
        policies
            .permitted(law, TransferClass.RAW, topology)
            .intersect(policies.permitted(law, TransferClass.INTERMEDIATE, topology));
    return homes.isEmpty()
        ? "No site of the topology may hold them: leave these rows out of the source, or ask the"
            + " steward for a rule that allows raw and intermediate where they lie"
        : "They may be at "
            + homes
            + ": bring the source there, or leave these rows out of it; Bailiwick does not read"
            + " them where they lie";
  }

  void require() {
    if (conflicts.isEmpty()) {
      return;
    }
    List<String> shown = conflicts.subList(0, Math.min(SHOWN, conflicts.size()));
    String more =
        conflicts.size() > SHOWN ? "\n... and " + (conflicts.size() - SHOWN) + " more" : "";
    throw new BailiwickException(ErrorCode.PLAN_INFEASIBLE, String.join("\n", shown) + more);
  }
}
