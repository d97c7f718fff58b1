package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this process has verified of a ledger, and counted. It is read and changed only within a
 * {@link LedgerTurn}.
 */
final class LedgerBook {
  private record Key(Path file, Set<X509Certificate> trusted) {}

  // Once per process: a ledger that went back is found by whoever saw it before, and a long one is
  // walked once.
  private static final Map<Key, LedgerBook> HERE = new ConcurrentHashMap<>();

  private final Path file;
  private final Set<X509Certificate> trusted;
  private final Set<AuditHead> known = new LinkedHashSet<>();
  private final ReentrantLock lock = new ReentrantLock(true);
  private @Nullable Chain chain;
  private LedgerCounts counts;

  private LedgerBook(Key key) {
    file = key.file();
    trusted = key.trusted();
    counts = new LedgerCounts(file);
  }

  /** The book of this process. */
  static LedgerBook here(Path file, Collection<X509Certificate> trusted) {
    return HERE.computeIfAbsent(key(file, trusted), LedgerBook::new);
  }

  /** A book without a memory, as a new process has it. */
  static LedgerBook fresh(Path file, Collection<X509Certificate> trusted) {
    return new LedgerBook(key(file, trusted));
  }

  private static Key key(Path file, Collection<X509Certificate> trusted) {
    return new Key(file.toAbsolutePath().normalize(), Set.copyOf(trusted));
  }

  Path file() {
    return file;
  }

  Set<X509Certificate> trusted() {
    return trusted;
  }

  /** Between the threads of this process; the lock of the file is between processes. */
  ReentrantLock lock() {
    return lock;
  }

  LedgerCounts counts() {
    return counts;
  }

  Chain chain() {
    if (chain == null) {
      throw new BailiwickException(
          ErrorCode.INTERNAL, "The ledger " + file + " was used before it was verified.");
    }
    return chain;
  }

  /** From now on the ledger must contain these entries. */
  void expect(Collection<AuditHead> heads) {
    if (known.addAll(heads)) {
      // What was verified before was not compared with them.
      forget();
    }
  }

  /**
   * Before the lock is there: reads all that is signed, if nothing was read yet. A whole ledger
   * takes long to verify, and nobody shall wait for that.
   */
  void readAhead() {
    if (chain == null) {
      try {
        read(true);
      } catch (RuntimeException e) {
        // Somebody may have mended it meanwhile. Whether it is at fault is found under the lock.
        forget();
      }
    }
  }

  /** Verifies what was appended since the last time, and counts it. */
  AuditVerifier.Verified readOn() {
    return read(false);
  }

  private AuditVerifier.Verified read(boolean onlyCovered) {
    Collection<AuditHead> wanted = chain == null ? known : List.of();
    AuditVerifier.Verified verified =
        AuditVerifier.verified(file, trusted, wanted, chain, onlyCovered, counts::apply);
    chain = verified.chain();
    return verified;
  }

  /** Counts an entry that was written after the last one. */
  void wrote(Entry entry) {
    counts.apply(entry);
    chain = chain().and(entry);
  }

  /** After a failure: the next turn reads all of it again, and expects what was seen till now. */
  void forget() {
    if (chain != null) {
      known.add(new AuditHead(chain.last().seq(), chain.last().hash()));
    }
    chain = null;
    counts = new LedgerCounts(file);
  }
}
