package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.List;

/**
 * A document of statements about places.
 *
 * @param id its name
 * @param by the e-mail address of who states it
 * @param on the day of the document
 * @param statements in the order of the document
 */
public record StatementsDocument(String id, String by, LocalDate on, List<Statement> statements) {
  public StatementsDocument {
    statements = List.copyOf(statements);
  }
}
