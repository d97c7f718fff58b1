package dev.bailiwick.spark;

import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.TransferClass;

/**
 * Something that a run would move from one site to another, and what the policies say of it.
 *
 * @param transferClass what moves
 * @param jurisdiction the law of the rows that it comes from
 * @param from site that sends
 * @param to site that receives
 * @param rows that it covers
 * @param decision of the policies, for this law and this receiver
 */
public record PlannedTransfer(
    TransferClass transferClass,
    String jurisdiction,
    String from,
    String to,
    long rows,
    Decision decision) {}
