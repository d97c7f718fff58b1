package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what a policy names and nothing in it uses, and a policy that nothing tests. */
final class LintPapers {
  private LintPapers() {}

  static void check(Policy policy, @Nullable Topology topology, List<PolicyLint.Finding> findings) {
    Set<String> grants = new HashSet<>();
    for (Rule rule : policy.rules()) {
      rule.under().forEach(grant -> grants.add(grant.id()));
      rule.unless().forEach(grant -> grants.add(grant.id()));
    }
    for (Grant grant : policy.papers().grants()) {
      if (!grants.contains(grant.id())) {
        String text = grant + " is used by no rule; name it in 'under' or 'unless', or remove it.";
        findings.add(PolicyLint.warning(grant.at(), text));
      }
    }
    tables(policy, findings);
    trust(policy, topology, findings);
    if (policy.tests().isEmpty()) {
      findings.add(
          PolicyLint.warning(
              policy.place(),
              "the policy has no test; add 'tests' that say what you expect, so that a later change"
                  + " cannot break it unseen."));
    }
  }

  private static void tables(Policy policy, List<PolicyLint.Finding> findings) {
    Set<String> used = new HashSet<>();
    for (Area area : areas(policy)) {
      if (area instanceof Area.Table table) {
        used.add(table.name());
      }
    }
    for (PinnedTable table : policy.papers().tables()) {
      // A table of values has no entries here; it is used by the dataset's jurisdiction.
      if (!table.table().entries().isEmpty() && !used.contains(table.name())) {
        findings.add(
            PolicyLint.warning(
                table.at(),
                "table '"
                    + table.name()
                    + "' is used by no rule"
                    + (table.reviewBy() == null ? "" : ", yet its review day ends the policy")
                    + "; name it in a rule or remove it."));
      }
    }
  }

  private static List<Area> areas(Policy policy) {
    List<Area> areas = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      areas.addAll(rule.to());
      areas.addAll(rule.except());
      areas.addAll(rule.laws());
      areas.addAll(rule.when().controlledFrom());
    }
    HomeCopy home = policy.papers().home();
    if (home != null) {
      areas.addAll(home.keepIn());
    }
    ReleaseRule release = policy.release();
    if (release != null) {
      areas.addAll(release.to());
    }
    return areas;
  }

  private static void trust(
      Policy policy, @Nullable Topology topology, List<PolicyLint.Finding> findings) {
    Set<String> trusted = new TreeSet<>(policy.papers().trust());
    if (trusted.isEmpty()) {
      return;
    }
    if (!asksForFacts(policy)) {
      findings.add(
          PolicyLint.warning(
              policy.place(),
              "'trust' is not used: no rule asks who operates or controls a place, or what it is"
                  + " certified for; remove it or add 'when' to a rule."));
      return;
    }
    if (topology != null) {
      topology.places().forEach(p -> p.statements().forEach(s -> trusted.remove(s.by())));
      for (String address : trusted) {
        findings.add(
            PolicyLint.warning(
                policy.place(),
                "'trust' names "
                    + address
                    + ", who states nothing about a place of topology "
                    + topology.id()
                    + "; correct the address, or ask for the statements."));
      }
    }
  }

  private static boolean asksForFacts(Policy policy) {
    for (Rule rule : policy.rules()) {
      Limit limit = rule.limit();
      List<Grant> papers = new ArrayList<>(rule.under());
      papers.addAll(rule.unless());
      if (!rule.when().equals(When.ALWAYS)
          || (limit != null && limit.byOperator())
          || papers.stream().anyMatch(grant -> !grant.parties().isEmpty())) {
        return true;
      }
    }
    return areas(policy).stream()
        .anyMatch(
            area ->
                area instanceof Area.Table table
                    && table.table().entries().stream().anyMatch(e -> !e.certified().isEmpty()));
  }
}
