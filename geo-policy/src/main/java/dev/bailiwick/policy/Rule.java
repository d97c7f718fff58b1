package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a policy, or one of its exceptions, which is an allow with an end.
 *
 * @param to where; empty never
 * @param except where not, although {@code to} says so: read widely in an allow, narrowly in a deny
 * @param laws the laws whose rows it governs; empty for the rows of every law
 * @param categories the categories of data that it governs; empty for all
 * @param under an allow needs all of these papers
 * @param unless any one of these papers lifts a deny
 * @param limit up to which count an allow holds, or above which a deny fires
 * @param until the last day of an exception
 * @param reason what the steward wrote, or an empty text
 * @param basis the legal basis that the steward cites, or an empty text
 */
record Rule(
    Kind kind,
    String id,
    Set<TransferClass> transfer,
    List<Area> to,
    List<Area> except,
    List<Area> laws,
    Set<String> categories,
    When when,
    List<Grant> under,
    List<Grant> unless,
    @Nullable Limit limit,
    Duties duties,
    @Nullable LocalDate from,
    @Nullable LocalDate until,
    String reason,
    String basis,
    Place place) {

  /** Which part of the policy it is from. */
  enum Kind {
    ALLOW,
    DENY,
    EXCEPTION
  }

  Rule {
    transfer = Set.copyOf(transfer);
    to = List.copyOf(to);
    except = List.copyOf(except);
    laws = List.copyOf(laws);
    categories = Set.copyOf(categories);
    under = List.copyOf(under);
    unless = List.copyOf(unless);
  }

  boolean allows() {
    return kind != Kind.DENY;
  }

  /** Whether it governs rows of a law: narrowly if it allows, widely if it denies. */
  boolean governs(Location law, LocalDate day) {
    return laws.isEmpty()
        || laws.stream()
            .anyMatch(area -> allows() ? area.surelyHolds(law, day) : area.mayHold(law, day));
  }

  /** Whether it governs a category of data; an empty text is data of no category. */
  boolean governs(String category) {
    return categories.isEmpty()
        || (!category.isEmpty()
            && categories.stream()
                .anyMatch(
                    c ->
                        allows()
                            ? CategoryTerms.isInside(category, c)
                            : CategoryTerms.isTouchedBy(category, c)));
  }
}
