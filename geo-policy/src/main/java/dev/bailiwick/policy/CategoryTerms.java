package dev.bailiwick.policy;

final class CategoryTerms {
  private CategoryTerms() {}

  static boolean isInside(String term, String of) {
    return term.equals(of);
  }

  static boolean isTouchedBy(String term, String of) {
    return term.equals(of);
  }
}
