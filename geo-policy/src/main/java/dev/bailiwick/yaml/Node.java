package dev.bailiwick.yaml;

import java.util.List;

/** A node of a document's tree. */
sealed interface Node permits Node.Scalar, Node.Sequence, Node.Empty, YamlMap {
  /** Where it begins. */
  Place place();

  /** What it is, for messages. */
  String described();

  /**
   * A text, number or truth value.
   *
   * @param plain written without quotes: only such a text may be read as a number or truth value
   */
  record Scalar(String text, boolean plain, Place place) implements Node {
    @Override
    public String described() {
      return "'" + Text.shortened(text) + "'";
    }
  }

  /** A list. */
  record Sequence(List<Node> items, Place place) implements Node {
    @Override
    public String described() {
      return "a list";
    }
  }

  /** A key without a value, {@code ~} or {@code null}. */
  record Empty(Place place) implements Node {
    @Override
    public String described() {
      return "empty";
    }
  }
}
