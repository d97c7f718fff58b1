package dev.bailiwick.spark;

import dev.bailiwick.policy.Circumstances;
import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicyEpoch;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Question;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.policy.Use;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The policies of an application as they hold now. They are compiled for an epoch, and compiled
 * again when a day in them has come or the job states another use: an answer is never older than
 * the last such day. Thread-safe.
 */
final class Epochs {
  private volatile PolicySet policies;
  private final Topology topology;
  private volatile State state;

  /** What an answer depends on besides the time; another state knows nothing of this one's. */
  private record State(
      Circumstances stated,
      Clock clock,
      Set<TransferClass> reserved,
      Map<Set<String>, PolicyEpoch> compiled) {
    static State of(Circumstances stated, Clock clock, Set<TransferClass> reserved) {
      return new State(stated, clock, reserved, new ConcurrentHashMap<>());
    }
  }

  Epochs(PolicySet policies, Topology topology) {
    this.policies = policies;
    this.topology = topology;
    this.state = State.of(policies.circumstances(), Clock.systemUTC(), Set.of());
  }

  /** One more policy, from now on. */
  synchronized void attach(Policy policy) {
    policies = policies.and(policy);
    state = State.of(state.stated(), state.clock(), state.reserved());
  }

  /** What the job is for and which grants it cites; counts from now on. */
  synchronized void job(Use use, Set<String> cited) {
    state = State.of(state.stated().withJob(use, cited), state.clock(), state.reserved());
  }

  /** The job is over: what it stated and reserved counts no more. */
  synchronized void jobEnded() {
    state = State.of(policies.circumstances(), state.clock(), Set.of());
  }

  /** What the run makes of rows is reserved: it is among the counts, and passes no limit. */
  synchronized void reserved() {
    Set<TransferClass> made =
        Arrays.stream(TransferClass.values())
            .filter(TransferClass::isMadeOfRows)
            .collect(Collectors.toUnmodifiableSet());
    state = State.of(state.stated(), state.clock(), made);
  }

  /** Another clock, for tests of what happens when a day comes. */
  synchronized void tellTimeBy(Clock other) {
    state = State.of(state.stated(), other, state.reserved());
  }

  /** All policies, in the circumstances of now. */
  PolicySet policies() {
    State now = state;
    return policies.in(now.stated().withTime(now.clock().instant()));
  }

  /** The access points: no manifest speaks of them. */
  PermittedSet accessPoints() {
    return PermittedSet.of(topology.accessPoints().stream().map(Destination::name).toList());
  }

  /**
   * The places at which something under all of these laws may be now.
   *
   * @param ids the policies that govern it
   * @return empty if this application was not given all of these policies
   */
  Optional<PermittedSet> permitted(
      Collection<String> ids, Collection<Location> laws, TransferClass c) {
    return epoch(Set.copyOf(ids))
        .map(
            epoch ->
                laws.stream()
                    .map(law -> epoch.permitted(law, c))
                    .reduce(PermittedSet::intersect)
                    .orElseGet(PermittedSet::none));
  }

  /** Whether this application was given all of these policies. */
  boolean knows(Collection<String> ids) {
    return policies.withIds(ids).isPresent();
  }

  /** Why something under one of these laws may not be at a site now, if it may not. */
  Optional<Decision> why(
      Collection<String> ids, Collection<Location> laws, TransferClass c, String site) {
    Optional<Destination> at =
        topology.places().stream().filter(place -> place.name().equals(site)).findFirst();
    Optional<PolicySet> some = policies().withIds(ids);
    return at.isEmpty() || some.isEmpty()
        ? Optional.empty()
        : laws.stream()
            .map(law -> some.get().decide(question(law, c, at.get())))
            .filter(decision -> !decision.allowed())
            .findFirst();
  }

  /**
   * From how many records this class of something under all of these laws must be made to be at a
   * place; empty if it may not be there, or only under a limit that somebody reserves.
   */
  OptionalLong minRecords(
      Collection<String> ids, Collection<Location> laws, TransferClass c, String site) {
    Optional<Destination> at =
        topology.places().stream().filter(place -> place.name().equals(site)).findFirst();
    Optional<PolicySet> some = policies().withIds(ids);
    if (at.isEmpty() || some.isEmpty() || laws.isEmpty()) {
      return OptionalLong.empty();
    }
    long least = 0;
    for (Location law : laws) {
      Decision decision = some.get().decide(Question.of(law, c, at.get()));
      if (!decision.allowed()) {
        return OptionalLong.empty();
      }
      least = Math.max(least, decision.minRecords());
    }
    return OptionalLong.of(least);
  }

  private Question question(Location law, TransferClass c, Destination to) {
    Question question = Question.of(law, c, to);
    return state.reserved().contains(c) ? question.asCounted() : question;
  }

  private Optional<PolicyEpoch> epoch(Set<String> ids) {
    State now = state;
    Instant time = now.clock().instant();
    PolicyEpoch known = now.compiled().get(ids);
    if (known != null && known.end().filter(end -> !time.isBefore(end)).isEmpty()) {
      return Optional.of(known);
    }
    Optional<PolicyEpoch> fresh =
        policies
            .withIds(new TreeSet<>(ids))
            .map(
                some ->
                    PolicyEpoch.of(
                        some.in(now.stated().withTime(time)), topology.places(), now.reserved()));
    fresh.ifPresent(epoch -> now.compiled().put(ids, epoch));
    return fresh;
  }
}
