package dev.bailiwick.spark.result;

import dev.bailiwick.error.BailiwickException;

/** The exit code of a Bailiwick process, by who can mend what went wrong. */
public final class ExitStatus {
  /** It did what was asked. */
  public static final int OK = 0;

  /** A machine failed, or Bailiwick itself did. */
  public static final int FAILURE = 1;

  /** The user gave a wrong file, setting or argument. */
  public static final int WRONG_INPUT = 2;

  /** A policy said no. */
  public static final int DENIED = 3;

  /** Something is not what it claims to be. */
  public static final int NOT_AUTHENTIC = 4;

  /** What a process that ends on SIGINT leaves with. */
  public static final int INTERRUPTED = 130;

  private ExitStatus() {}

  /** The code for this end of a command. */
  public static int of(Throwable fault) {
    if (!(fault instanceof BailiwickException known)) {
      return FAILURE;
    }
    return switch (known.code().kind()) {
      case USER -> WRONG_INPUT;
      case POLICY -> DENIED;
      case SECURITY -> NOT_AUTHENTIC;
      case RESOURCE, INTERNAL -> FAILURE;
    };
  }

  /** The one message that a person sees of it. */
  public static String message(Throwable fault) {
    String text = fault.getMessage();
    if (fault instanceof BailiwickException && text != null) {
      return text;
    }
    return "Internal error: "
        + fault.getClass().getSimpleName()
        + (text == null ? "" : ": " + text)
        + ". This is a fault of Bailiwick: run again with --verbose and report it.";
  }
}
