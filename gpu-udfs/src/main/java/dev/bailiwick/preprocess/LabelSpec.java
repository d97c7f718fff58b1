package dev.bailiwick.preprocess;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be predicted: the class of a row is the index of the list that holds its value.
 *
 * @param column name of the column in the data
 * @param classes for each class the values that mean it, in Spark's string form; two classes or
 *     more, none empty, no value twice
 */
public record LabelSpec(String column, List<List<String>> classes) {

  /**
   * @throws BailiwickException BAD_ARGUMENT if the classes are not as said above
   */
  public LabelSpec {
    classes = classes.stream().map(List::copyOf).toList();
    if (column.isEmpty()) {
      throw bad("the label needs the name of a column; this one is empty");
    }
    if (classes.size() < 2) {
      throw bad(
          "label " + column + ": " + classes.size() + " classes; training needs at least two");
    }
    Set<String> seen = new HashSet<>();
    for (List<String> values : classes) {
      if (values.isEmpty()) {
        throw bad("label " + column + ": a class without values; list the values that mean it");
      }
      for (String value : values) {
        if (!seen.add(value)) {
          throw bad("label " + column + ": \"" + value + "\" stands twice; name each value once");
        }
      }
    }
  }

  private static BailiwickException bad(String message) {
    return new BailiwickException(ErrorCode.BAD_ARGUMENT, message);
  }
}
