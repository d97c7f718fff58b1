package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** A rule of which lint says that it does nothing can be taken away, and nothing changes. */
class PolicyLintLawsTest {
  private static final Pattern USELESS =
      Pattern.compile("(?:rule|exception) '(r\\d)' (?:has no effect|can never)");

  @Provide
  Arbitrary<DraftPolicy> policies() {
    return DraftPolicy.any("p");
  }

  @Property(tries = 400)
  void whatHasNoEffectCanBeTakenAway(@ForAll("policies") DraftPolicy draft) throws IOException {
    List<String> useless = useless(draft);
    Statistics.label("a rule without effect")
        .collect(!useless.isEmpty())
        .coverage(c -> c.check(true).percentage(share -> share > 20));

    for (String rule : useless) {
      if (draft.rules().stream().filter(r -> !r.contains("expires")).count() > 1
          || draft.rules().stream()
              .anyMatch(r -> r.contains(rule + ",") && r.contains("expires"))) {
        DraftPolicy less = draft.without(rule);
        assertThat(allowed(less))
            .as("without %s:%n%s", rule, draft.yaml())
            .isEqualTo(allowed(draft));
      }
    }
  }

  private static List<String> useless(DraftPolicy draft) throws IOException {
    Path file = Files.createTempFile("policy", ".yaml");
    try {
      Files.writeString(file, draft.yaml());
      List<String> rules = new ArrayList<>();
      for (PolicyLint.Finding finding :
          PolicyLint.check(List.of(file), LocalDate.parse("2026-06-01"), 90, null).findings()) {
        assertThat(finding.severity()).isEqualTo(PolicyLint.Severity.WARNING);
        Matcher useless = USELESS.matcher(finding.text());
        if (useless.lookingAt()) {
          rules.add(useless.group(1));
        }
      }
      return rules;
    } finally {
      Files.delete(file);
    }
  }

  /** All that is allowed, on both days. */
  private static Set<String> allowed(DraftPolicy draft) {
    Topology topology = DraftPolicy.topology();
    PolicySet set = PolicySet.of(List.of(draft.policy()));
    List<Location> laws =
        draft.law().isEmpty() ? DraftPolicy.LAWS : List.of(Location.of(draft.law()));
    Set<String> allowed = new TreeSet<>();
    for (LocalDate day : DraftPolicy.DAYS) {
      PolicySet then = HospitalGroup.on(set, day);
      for (Location law : laws) {
        for (TransferClass c : TransferClass.values()) {
          for (Destination place : topology.places()) {
            String what = day + " " + law + " " + c + " " + place;
            if (then.allows(Question.of(law, c, place))) {
              allowed.add(what);
            }
            if (then.allows(Question.of(law, c, place).asCiphertext())) {
              allowed.add(what + " as ciphertext");
            }
          }
        }
      }
    }
    return allowed;
  }
}
