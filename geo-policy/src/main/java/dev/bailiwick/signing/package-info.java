/**
 * Signatures of documents, with nothing but the JDK's cryptography. Entries: {@link
 * dev.bailiwick.signing.DocumentSignature} signs and verifies bytes, {@link
 * dev.bailiwick.signing.CanonicalJson} makes JSON into bytes.
 */
@NullMarked
package dev.bailiwick.signing;

import org.jspecify.annotations.NullMarked;
