package dev.bailiwick.policy;

/** What each kind of denial means, for people. */
final class ReasonWords {
  private ReasonWords() {}

  static String of(Reason reason) {
    return switch (reason) {
      case ALLOWED -> "Every policy has a rule that allows it, and none forbids it.";
      case NOT_ALLOWED -> "No rule speaks of it, and what no rule allows is denied.";
      case FORBIDDEN -> "A rule of a steward says no, whatever any other rule allows.";
      case CONDITION -> "A rule comes near, but asks something of the place or the job.";
      case UNKNOWN_FACT ->
          "nobody who is trusted stated a fact that decides; in doubt it is denied.";
      case EXPIRED -> "It was allowed until a document ended.";
      case NOT_YET -> "It will be allowed when a document begins.";
      case WITHDRAWN -> "The document that allowed it was withdrawn.";
      case LIMIT -> "It would pass a bound on how much may be transferred.";
      case DUTY -> "A rule allows it only for a run that does more to protect the data.";
      case HOME_COPY -> "The rows must be stored completely at home first.";
      case USE -> "The data, or the document, is for other uses.";
    };
  }
}
