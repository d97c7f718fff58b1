package dev.bailiwick.spark;

import dev.bailiwick.policy.TransferClass;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of Bailiwick's own that return something else than rows and cannot say so by their type (see
 * {@link GovernedResult}): planning counts, what a shard writer wrote, fitted statistics. While
 * such a call runs, its jobs carry a ticket that is worth nothing afterwards.
 */
final class Trust {
  private static final String TICKET = "bailiwick.ticket";

  private final SparkContext sc;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Optional<TransferClass>> tickets = new ConcurrentHashMap<>();

  Trust(SparkContext sc) {
    this.sc = sc;
  }

  /**
   * Runs the call; what its jobs return is of this class, or nothing but counts and names when
   * empty.
   */
  <T> T returning(Optional<TransferClass> what, Callable<T> call) throws Exception {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String ticket = HexFormat.of().formatHex(bytes);
    @Nullable String before = sc.getLocalProperty(TICKET);
    tickets.put(ticket, what);
    sc.setLocalProperty(TICKET, ticket);
    try {
      return call.call();
    } finally {
      sc.setLocalProperty(TICKET, before);
      tickets.remove(ticket);
    }
  }

  /** What the jobs with these properties return, if they carry a ticket that is worth something. */
  Optional<Optional<TransferClass>> of(@Nullable Properties properties) {
    String ticket = properties == null ? null : properties.getProperty(TICKET);
    return ticket == null ? Optional.empty() : Optional.ofNullable(tickets.get(ticket));
  }
}
