package dev.bailiwick.policy;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a job states and a moment brings: everything besides the data and the place on which a
 * decision depends. Immutable; the {@code with…} methods give others.
 *
 * @param use what the data is for
 * @param cited the grants that the job cites
 * @param at when; each policy reads the day in its own zone
 * @param conduct what the run does of its own accord
 * @param counts what was counted before
 * @param homeCopies where complete copies of the rows are recorded
 * @param releases of the artefact that moves
 * @param alsoTrusted whose statements count although no policy names them; for tests only
 */
public record Circumstances(
    Use use,
    Set<String> cited,
    Instant at,
    Conduct conduct,
    Counts counts,
    Set<Location> homeCopies,
    List<Release> releases,
    Set<String> alsoTrusted) {
  public Circumstances {
    cited = Set.copyOf(cited);
    homeCopies = Set.copyOf(homeCopies);
    releases = List.copyOf(releases);
    alsoTrusted = Set.copyOf(alsoTrusted);
  }

  /** Training now, by a job that cites and promises nothing; no count is known. */
  public static Circumstances at(Instant when) {
    return new Circumstances(
        Use.TRAIN,
        Set.of(),
        when,
        Conduct.plain(),
        Counts.unreadable(),
        Set.of(),
        List.of(),
        Set.of());
  }

  /** The same at another time. */
  public Circumstances withTime(Instant when) {
    return new Circumstances(use, cited, when, conduct, counts, homeCopies, releases, alsoTrusted);
  }

  /** The same for a job with another use that cites other grants. */
  public Circumstances withJob(Use other, Set<String> grants) {
    return new Circumstances(other, grants, at, conduct, counts, homeCopies, releases, alsoTrusted);
  }

  /** The same for a run that does other things. */
  public Circumstances withConduct(Conduct other) {
    return new Circumstances(use, cited, at, other, counts, homeCopies, releases, alsoTrusted);
  }

  /** The same with readable counts. */
  public Circumstances withCounts(Counts other) {
    return new Circumstances(use, cited, at, conduct, other, homeCopies, releases, alsoTrusted);
  }

  /** The same with complete copies recorded at these locations. */
  public Circumstances withHomeCopies(Set<Location> others) {
    return new Circumstances(use, cited, at, conduct, counts, others, releases, alsoTrusted);
  }

  /** The same for an artefact with these releases. */
  public Circumstances withReleases(List<Release> others) {
    return new Circumstances(use, cited, at, conduct, counts, homeCopies, others, alsoTrusted);
  }

  Circumstances trusting(Set<String> others) {
    return new Circumstances(use, cited, at, conduct, counts, homeCopies, releases, others);
  }
}
