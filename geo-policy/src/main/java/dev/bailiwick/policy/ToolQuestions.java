package dev.bailiwick.policy;

/** The question behind one cell of a table of classes and places. */
final class ToolQuestions {
  private ToolQuestions() {}

  /**
   * May this class, under this law, be there? For the class {@code sealed}: may ciphertext of rows?
   * That is what people mean by it, and it may be allowed although no rule has that class.
   */
  static Question of(Location law, TransferClass c, Destination place) {
    return c == TransferClass.SEALED
        ? Question.of(law, TransferClass.RAW, place).asCiphertext()
        : Question.of(law, c, place);
  }
}
