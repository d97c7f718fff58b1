package dev.bailiwick.policy;

import java.time.LocalDate;

/**
 * What a transfer adds to a count, and a bound on that count. To be reserved before the transfer.
 *
 * @param policy whose count it is
 * @param category of data; an empty text for data of no category
 * @param persons persons, or else records
 * @param operator to whose place it goes; an empty text if nobody stated it
 * @param amount how much is added
 * @param day for which it counts, where the steward is
 * @param bound what may be counted at most; {@link Long#MAX_VALUE} where only the count goes on
 * @param from the first day of the window
 * @param to the last day of the window
 * @param allOperators whether the bound is on all operators together
 * @param rule the rule that sets the bound
 */
public record Tally(
    String policy,
    String category,
    boolean persons,
    String operator,
    long amount,
    LocalDate day,
    long bound,
    LocalDate from,
    LocalDate to,
    boolean allOperators,
    String rule) {}
