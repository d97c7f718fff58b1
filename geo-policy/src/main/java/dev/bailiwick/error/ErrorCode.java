package dev.bailiwick.error;

/**
 * What went wrong, told apart by who can mend it. A policy denial never looks like a crash, and a
 * crash never looks like a policy denial.
 */
public enum ErrorCode {
  /** A policy, topology or job file says something that it may not say. */
  BAD_DOCUMENT(Kind.USER),
  /** A command line, setting or argument is wrong. */
  BAD_ARGUMENT(Kind.USER),
  /** Well formed, but not enforced by this version, and so refused. */
  NOT_SUPPORTED(Kind.USER),
  /** A Spark setting by which data could leave its permitted set. */
  SETTING_LEAKS(Kind.USER),
  /** The input data is not what the job file says that it is. */
  BAD_DATA(Kind.USER),

  /** A policy does not allow what was asked. */
  POLICY_DENIED(Kind.POLICY),
  /** No placement satisfies policies and topology together. */
  PLAN_INFEASIBLE(Kind.POLICY),

  /** A signature, hash, certificate or seal did not hold. */
  NOT_AUTHENTIC(Kind.SECURITY),
  /** A key is not in this site's key store, or is not released to this site. */
  KEY_NOT_RELEASED(Kind.SECURITY),
  /** The scheduler, key store or identity that guards the data is not in place. */
  GUARD_MISSING(Kind.SECURITY),

  /** A file, port, process or network did not do its part. */
  UNAVAILABLE(Kind.RESOURCE),
  /** Something is larger than the limit on what may hold it. */
  NO_ROOM(Kind.RESOURCE),

  /** A fault of Bailiwick itself. */
  INTERNAL(Kind.INTERNAL);

  /** Who can mend it. */
  public enum Kind {
    /** The user, by changing what they gave. */
    USER,
    /** Nobody but the steward: a policy said no. */
    POLICY,
    /** An operator: something is not what it claims to be. */
    SECURITY,
    /** An operator: a machine, disk or network failed, or is too small. */
    RESOURCE,
    /** The authors of Bailiwick. */
    INTERNAL
  }

  private final Kind kind;

  ErrorCode(Kind kind) {
    this.kind = kind;
  }

  /** Who can mend it. */
  public Kind kind() {
    return kind;
  }
}
