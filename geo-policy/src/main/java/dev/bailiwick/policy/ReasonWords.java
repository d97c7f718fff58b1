package dev.bailiwick.policy;

/** What each kind of denial means, for people. */
final class ReasonWords {
  private ReasonWords() {}

  static String of(Reason reason) {
    return switch (reason) {
      case ALLOWED -> "every policy has a rule that allows it, and none forbids it.";
      case NOT_ALLOWED -> "no rule speaks of it, and what no rule allows is denied.";
      case FORBIDDEN -> "a rule of a steward says no, whatever any other rule allows.";
      case CONDITION -> "a rule comes near, but asks something of the place or the job.";
      case UNKNOWN_FACT ->
          "nobody who is trusted stated a fact that decides; in doubt it is denied.";
      case EXPIRED -> "it was allowed until a document ended.";
      case NOT_YET -> "it will be allowed when a document begins.";
      case WITHDRAWN -> "the document that allowed it was withdrawn.";
      case LIMIT -> "it would pass a bound on how much may be transferred.";
      case DUTY -> "a rule allows it only for a run that does more to protect the data.";
      case HOME_COPY -> "the rows must be stored completely at home first.";
      case USE -> "the data, or the document, is for other uses.";
    };
  }
}
