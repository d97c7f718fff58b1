/**
 * Signatures. Entries: {@link dev.bailiwick.signing.DocumentSignature} signs and verifies bytes,
 * {@link dev.bailiwick.signing.CanonicalJson} makes JSON into bytes, {@link
 * dev.bailiwick.signing.KeyKind} is the one check of a signature, of nodes' messages too.
 */
@NullMarked
package dev.bailiwick.signing;

import org.jspecify.annotations.NullMarked;
