package dev.bailiwick.policy;

/**
 * What keeps a rule that speaks of a transfer from allowing it.
 *
 * @param reason of which kind it is
 * @param text the rest of "the rule would allow it, but"
 * @param remedy the rest of "to change this:"
 */
record Lack(Reason reason, String text, String remedy) {}
