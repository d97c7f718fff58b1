package dev.bailiwick.spark.programs;

/**
 * One row of every table of a program.
 *
 * @param o of which datasets it was made, and how each came here: see {@link Origins}
 * @param k a small number, for joins and groups
 * @param v a number below {@link #MODULUS}
 */
record Rec(String o, int k, long v) {
  static final int KEYS = 10;
  static final long MODULUS = 1000;

  @Override
  public String toString() {
    return o + "|" + k + "|" + v;
  }
}
