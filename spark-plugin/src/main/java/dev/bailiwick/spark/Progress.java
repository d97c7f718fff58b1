package dev.bailiwick.spark;

/** Hears how far a run is; one short line at a time, never a value of a row. */
@FunctionalInterface
public interface Progress {
  /** A line for the person who waits. */
  void line(String text);
}
