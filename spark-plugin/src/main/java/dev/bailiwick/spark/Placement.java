package dev.bailiwick.spark;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler asks, and what it reports back. Every answer is given from memory: the
 * scheduler asks on Spark's event loop, which must never wait.
 */
public interface Placement {

  /** What governs this path; empty when nothing does. */
  Optional<Governed> find(String path);

  /**
   * What the rows of a root that cannot be read through could be: empty when this application has
   * no governed data, else something that may go only where all governed data may.
   */
  Optional<Governed> unreadable(String root);

  /**
   * Rows that a plan of ours gathers into one shard.
   *
   * @param shard the shard that they become
   * @param home the only site at which they are gathered
   * @param intermediate where their shuffled blocks may be opened
   */
  Governed planned(String shard, String home, PermittedSet intermediate);

  /** What came to the driver as rows, and so may be in whatever the driver sends out. */
  Collection<Governed> returnedToDriver();

  /** These rows come to the driver now. */
  void returnToDriver(Collection<Governed> rows);

  /**
   * What the jobs of a trusted call return.
   *
   * @param transferClass its class; empty for counts and names, which nothing forbids
   */
  record Trusted(Optional<TransferClass> transferClass) {}

  /** What jobs with these properties return, if a call of Bailiwick's own runs them. */
  Optional<Trusted> trusted(@Nullable Properties properties);

  /** The site that this executor has proven; empty when it has proven none, or is lost. */
  Optional<String> siteOfExecutor(String executorId);

  /** Spark lost this executor: it is at no site any more, gets no key, and its id is spent. */
  void executorLost(String executorId);

  /** The site in whose storage this path lies. */
  Optional<String> siteOfPath(String path);

  /** All sites of the topology. */
  PermittedSet sites();

  /** The driver's own site. */
  String driverSite();

  /** Where rows that the driver gets are seen: its own site, and the place of its user. */
  List<String> viewedAt();

  /** How long a stage may wait with no permitted executor alive. */
  Duration timeout();

  /** A task, stage or key was refused. */
  void denied(Denial denial);

  /**
   * Executors may ask for the key of this shuffle now.
   *
   * @param sites where its blocks may be opened; empty when nothing in it is governed
   */
  void shuffleOpensAt(int shuffleId, Optional<PermittedSet> sites);

  /** This shuffle is gone. */
  void shuffleCleaned(int shuffleId);

  /** The scheduler is in place as long as this says so. */
  void guardedBy(BooleanSupplier guard);
}
