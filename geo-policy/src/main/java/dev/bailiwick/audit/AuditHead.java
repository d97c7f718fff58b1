package dev.bailiwick.audit;

/**
 * A point in a log's history.
 *
 * @param seq the number of an entry
 * @param hash its hash
 */
public record AuditHead(long seq, String hash) {}
