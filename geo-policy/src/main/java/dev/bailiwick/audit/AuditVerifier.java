package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a log without the help of whoever wrote it. {@code docs/formats/audit-log.md} says what
 * is detected and what is not.
 */
public final class AuditVerifier {
  private static final int URI_NAME = 6;

  private AuditVerifier() {}

  /**
   * Verifies a log and its head.
   *
   * @param trusted the authorities that may certify the writer
   * @throws BailiwickException {@code NOT_AUTHENTIC}, naming the line and the check
   */
  public static AuditReport verify(Path file, Collection<X509Certificate> trusted) {
    return verify(file, trusted, List.of());
  }

  /**
   * The same, and that the log still contains what earlier reports had as their head: so a log that
   * was put back to an earlier state is found.
   */
  public static AuditReport verify(
      Path file, Collection<X509Certificate> trusted, Collection<AuditHead> known) {
    Verified verified = verified(file, trusted, known);
    Chain chain = verified.chain();
    if (chain.torn() > 0) {
      throw Head.refused(
          file,
          "ends in an unfinished line of "
              + chain.torn()
              + " bytes, as a crash leaves it; open the log once to mend it.");
    }
    Entry last = chain.last();
    return new AuditReport(
        file,
        chain.log(),
        last.seq() + 1,
        last.seq() - verified.head().seq(),
        last.type().equals(Entry.CLOSED),
        chain.first().at(),
        last.at(),
        name(verified.signer()),
        new AuditHead(verified.head().seq(), verified.head().hash()));
  }

  record Verified(Chain chain, Head head, X509Certificate signer) {}

  static Verified verified(
      Path file, Collection<X509Certificate> trusted, Collection<AuditHead> known) {
    return verified(file, trusted, known, null, false, entry -> {});
  }

  /**
   * The same for what was appended since an earlier walk.
   *
   * @param seen the earlier walk, whose last entry a head covered; null to begin at the first entry
   * @param onlyCovered to stop at the entry that the head names: what a writer writes meanwhile
   *     comes after it
   * @param visitor sees the entries after it, before it is known whether the head covers them
   */
  static Verified verified(
      Path file,
      Collection<X509Certificate> trusted,
      Collection<AuditHead> known,
      @Nullable Chain seen,
      boolean onlyCovered,
      Consumer<Entry> visitor) {
    Set<AuditHead> wanted = new LinkedHashSet<>(known);
    if (!Files.exists(file)) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " does not exist; check the path.");
    }
    // Before the entries: a log that is being written meanwhile only grows beyond its head.
    Head head = Head.read(file);
    String[] covered = {seen == null ? "" : coveredBefore(file, head, seen.last())};
    Chain chain =
        Chain.walk(
            file,
            seen,
            onlyCovered ? head.seq() : Long.MAX_VALUE,
            entry -> {
              if (entry.seq() == head.seq()) {
                covered[0] = entry.hash();
              }
              wanted.remove(new AuditHead(entry.seq(), entry.hash()));
              visitor.accept(entry);
            });
    chain.first();
    X509Certificate signer = checkHead(file, trusted, head, chain, covered[0]);
    if (!wanted.isEmpty()) {
      throw Head.refused(
          file,
          "no longer has the entry "
              + wanted.iterator().next().seq()
              + " that an earlier report names: it was put back to another state.");
    }
    return new Verified(chain, head, signer);
  }

  private static String coveredBefore(Path file, Head head, Entry last) {
    if (head.seq() < last.seq()) {
      throw Head.refused(
          Head.file(file),
          "covers entry "
              + head.seq()
              + ", but one that covered entry "
              + last.seq()
              + " was read before: an older copy was put in its place.");
    }
    return head.seq() == last.seq() ? last.hash() : "";
  }

  private static X509Certificate checkHead(
      Path file, Collection<X509Certificate> trusted, Head head, Chain chain, String covered) {
    Path headFile = Head.file(file);
    if (!head.log().equals(chain.log())) {
      throw Head.refused(headFile, "belongs to another log.");
    }
    X509Certificate signer;
    try {
      signer = head.verify(trusted);
    } catch (BailiwickException e) {
      throw new BailiwickException(ErrorCode.NOT_AUTHENTIC, headFile + ": " + e.getMessage(), e);
    }
    if (head.seq() > chain.last().seq()) {
      throw Head.refused(
          file,
          "ends with entry "
              + chain.last().seq()
              + ", but entry "
              + head.seq()
              + " was signed: the end was cut off.");
    }
    if (!head.hash().equals(covered)) {
      throw Head.refused(
          file, "was rewritten: entry " + head.seq() + " does not have the hash that was signed.");
    }
    return signer;
  }

  /** The SPIFFE name of a certificate, or its subject. */
  static String name(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (name.get(0).equals(URI_NAME)) {
          return name.get(1).toString();
        }
      }
    } catch (CertificateParsingException e) {
      // Without a readable name the subject is the best that there is.
    }
    return certificate.getSubjectX500Principal().getName();
  }
}
