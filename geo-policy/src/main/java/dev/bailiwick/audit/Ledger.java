package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Counts of persons or records that policies let go, reserved before use and settled after; {@code
 * docs/formats/ledger.md} specifies it.
 *
 * <p>Guarantees: when {@link #reserve} returns, the amounts are counted, on disk and signed. No two
 * reservations, of whatever threads or processes, together pass a bound that each was given. What a
 * run reserved that died counts as used until it is settled. A count that cannot be read and
 * verified is unknown, never zero.
 *
 * <p>Limits: it counts what callers say; the day is the caller's; a limit holds within one file, on
 * a file system whose locks work between its users. A process that never saw the newest state does
 * not find that an older one was put back, unless it is given an entry to expect. Safe for use by
 * many threads and processes; one operation at a time.
 */
public final class Ledger {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final LedgerBook book;
  private final DocumentSigner signer;
  private final List<AuditHead> known;
  private final Duration wait;

  Ledger(LedgerBook book, DocumentSigner signer, Collection<AuditHead> known, Duration wait) {
    this.book = book;
    this.signer = signer;
    this.known = List.copyOf(known);
    this.wait = wait;
  }

  /**
   * A ledger that exists; each operation opens it anew. It must be signed under the authority that
   * stands last in the signer's chain.
   */
  public static Ledger at(Path file, DocumentSigner signer) {
    return at(file, signer, own(signer), List.of(), WAIT);
  }

  /**
   * The same, with all that can be chosen.
   *
   * @param trusted the authorities that may certify who writes it
   * @param known entries that it must contain, from {@link #head} of earlier: so a ledger that was
   *     put back to an earlier state is found
   * @param wait how long to wait for others who use it
   */
  public static Ledger at(
      Path file,
      DocumentSigner signer,
      Collection<X509Certificate> trusted,
      Collection<AuditHead> known,
      Duration wait) {
    return new Ledger(LedgerBook.here(file, trusted), signer, known, wait);
  }

  /**
   * Makes a ledger, on which nothing is counted.
   *
   * @throws BailiwickException {@code BAD_ARGUMENT} if there is one, or a part of one
   */
  public static Ledger create(Path file, DocumentSigner signer) {
    try {
      if (Files.exists(Head.file(file)) || (Files.exists(file) && Files.size(file) > 0)) {
        throw LedgerErrors.argument(
            file
                + " or its head exists; a ledger is created once, or its limits would begin anew.");
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be read; check the disk and its rights.", e);
    }
    AuditLog.open(file, signer).close();
    return at(file, signer);
  }

  /**
   * Reserves amounts, all or nothing.
   *
   * @param run who asks, and {@code id} which of its reservations it is: asked again with the same
   *     day and amounts, the first one is returned, and counts once
   * @param day the day that it counts for
   * @param claims what to reserve; no counter twice
   * @throws BailiwickException {@code POLICY_DENIED} if a bound would be passed; {@code
   *     BAD_ARGUMENT} if run and id are reserved otherwise or settled; {@code NOT_AUTHENTIC} or
   *     {@code UNAVAILABLE} if the ledger cannot be trusted or used. After {@code UNAVAILABLE} it
   *     may have been reserved: ask again
   */
  public Reservation reserve(String run, String id, LocalDate day, List<Claim> claims) {
    String name = LedgerEntries.name(run, id);
    Map<Counter, Long> amounts = amounts(claims);
    try (LedgerTurn turn = turn()) {
      Reservation found = turn.counts().find(name);
      if (found == null) {
        turn.counts().check(day, claims);
        turn.append(LedgerEntries.RESERVED, LedgerEntries.reserved(name, day, claims));
        return turn.counts().get(name);
      }
      if (found.settled() || !found.day().equals(day) || !found.reserved().equals(amounts)) {
        throw LedgerErrors.argument(
            "'"
                + name
                + "' is "
                + (found.settled()
                    ? "settled already"
                    : "reserved for another day, " + found.day() + ", or other amounts")
                + "; take another id for what is new.");
      }
      return found;
    }
  }

  /**
   * Says what was used of a reservation, and gives the rest back. Saying the same again does
   * nothing.
   *
   * @param reservation its name
   * @param actual for each counter of the reservation the amount that was used, from 0 to what was
   *     reserved
   * @throws BailiwickException {@code BAD_ARGUMENT} if that is not so, or it was settled with other
   *     amounts
   */
  public void settle(String reservation, Map<Counter, Long> actual) {
    try (LedgerTurn turn = turn()) {
      Reservation found = turn.counts().get(reservation);
      String fault = LedgerCounts.fault(found, actual);
      if (fault != null) {
        throw LedgerErrors.argument("The settlement " + fault);
      }
      if (!found.settled()) {
        turn.append(LedgerEntries.SETTLED, LedgerEntries.settled(found, actual));
      } else if (!found.counted().equals(actual)) {
        throw LedgerErrors.argument(
            "'" + reservation + "' is settled with other amounts; a settlement is final.");
      }
    }
  }

  /**
   * How much of a counter is used or reserved from one day to another, both included; empty if the
   * ledger cannot be read or does not verify, and {@link #head} says why.
   */
  public OptionalLong used(Counter counter, LocalDate from, LocalDate to) {
    try (LedgerTurn turn = turn()) {
      return OptionalLong.of(turn.counts().used(counter, from, to));
    } catch (BailiwickException e) {
      return OptionalLong.empty();
    }
  }

  /** The same over all operators. */
  public OptionalLong used(
      String policy, String category, String unit, LocalDate from, LocalDate to) {
    try (LedgerTurn turn = turn()) {
      return OptionalLong.of(turn.counts().used(policy, category, unit, from, to));
    } catch (BailiwickException e) {
      return OptionalLong.empty();
    }
  }

  /** All reservations, settled or not, in the order in which they were made. */
  public List<Reservation> reservations() {
    try (LedgerTurn turn = turn()) {
      return turn.counts().reservations();
    }
  }

  /** Verifies it and returns its last entry: keep that elsewhere, to expect it later. */
  public AuditHead head() {
    try (LedgerTurn turn = turn()) {
      return new AuditHead(turn.last().seq(), turn.last().hash());
    }
  }

  /** Its file. */
  public Path file() {
    return book.file();
  }

  private LedgerTurn turn() {
    return LedgerTurn.begin(book, signer, known, wait);
  }

  static List<X509Certificate> own(DocumentSigner signer) {
    List<X509Certificate> chain = signer.chain();
    return chain.subList(chain.size() - 1, chain.size());
  }

  private static Map<Counter, Long> amounts(List<Claim> claims) {
    Map<Counter, Long> amounts = new LinkedHashMap<>();
    for (Claim claim : claims) {
      if (amounts.put(claim.counter(), claim.amount()) != null) {
        throw LedgerErrors.argument(
            "The claims name " + claim.counter() + " twice; give one with all its bounds.");
      }
    }
    if (amounts.isEmpty()) {
      throw LedgerErrors.argument("A reservation without claims reserves nothing; give one.");
    }
    return amounts;
  }
}
