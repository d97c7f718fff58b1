package dev.bailiwick.spark.result;

import dev.bailiwick.error.BailiwickException;
import java.util.Optional;

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

  /** Chains of causes can be rings. */
  private static final int DEPTH = 30;

  private ExitStatus() {}

  /** The code for this end of a command. */
  public static int of(Throwable fault) {
    return known(fault)
        .map(
            ours ->
                switch (ours.code().kind()) {
                  case USER -> WRONG_INPUT;
                  case POLICY -> DENIED;
                  case SECURITY -> NOT_AUTHENTIC;
                  case RESOURCE, INTERNAL -> FAILURE;
                })
        .orElse(FAILURE);
  }

  /** The one message that a person sees of it. */
  public static String message(Throwable fault) {
    Optional<BailiwickException> ours = known(fault).filter(e -> e.getMessage() != null);
    if (ours.isPresent()) {
      return String.valueOf(ours.get().getMessage());
    }
    String text = fault.getMessage();
    return "Internal error: "
        + fault.getClass().getSimpleName()
        + (text == null ? "" : ": " + text)
        + ". This is a fault of Bailiwick: run again with --verbose and report it.";
  }

  /** Our own exception, if this is one or, as Spark does, was made of one. */
  public static Optional<BailiwickException> known(Throwable fault) {
    Throwable cause = fault;
    for (int i = 0; cause != null && i < DEPTH; i++, cause = cause.getCause()) {
      if (cause instanceof BailiwickException ours) {
        return Optional.of(ours);
      }
    }
    return Optional.empty();
  }
}
