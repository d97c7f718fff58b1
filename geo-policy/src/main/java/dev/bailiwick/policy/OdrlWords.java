package dev.bailiwick.policy;

/** Words of ODRL 2.2, and our own; {@code docs/formats/odrl.md}. */
final class OdrlWords {
  static final String CONTEXT = "http://www.w3.org/ns/odrl.jsonld";
  static final String NAMESPACE = "urn:bailiwick:policy:v1:";
  static final String PREFIX = "bw:";
  static final String POLICY = "urn:bailiwick:policy:";
  static final String RULE = "urn:bailiwick:rule:";
  static final String MAIL = "mailto:";
  static final String LEFT = "leftOperand";
  static final String OPERATOR = "operator";
  static final String RIGHT = "rightOperand";
  static final String CONSTRAINT = "constraint";

  private OdrlWords() {}
}
