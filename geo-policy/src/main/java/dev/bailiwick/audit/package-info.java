/**
 * What happened, on a record that anyone can verify. Entries: {@link dev.bailiwick.audit.AuditLog}
 * writes, {@link dev.bailiwick.audit.AuditVerifier} verifies, {@link dev.bailiwick.audit.Ledger}
 * counts.
 */
@NullMarked
package dev.bailiwick.audit;

import org.jspecify.annotations.NullMarked;
