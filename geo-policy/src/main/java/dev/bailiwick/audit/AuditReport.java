package dev.bailiwick.audit;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What a verified log is.
 *
 * @param file the log
 * @param log its random name
 * @param entries how many entries it has
 * @param unsigned how many of them, at the end, no signature covers: after a regular close none
 * @param closed whether it ends with a regular close
 * @param first when the first entry was written, as the writer's clock said
 * @param last when the last entry was written, as the writer's clock said
 * @param signer the SPIFFE name in the certificate that signed the head, or its subject
 * @param head the last entry that the signature covers: keep it elsewhere to find a log that was
 *     put back to an earlier state
 */
public record AuditReport(
    Path file,
    String log,
    long entries,
    long unsigned,
    boolean closed,
    Instant first,
    Instant last,
    String signer,
    AuditHead head) {}
