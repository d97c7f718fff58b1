/**
 * Sealing, the key schedule, node identity. Knows no Spark.
 *
 * <p>Entries: {@link dev.bailiwick.crypto.SealedStreams} seals bytes, {@link
 * dev.bailiwick.crypto.NodeIdentity} says who this process is, {@link
 * dev.bailiwick.crypto.Registrar} and {@link dev.bailiwick.crypto.Registration} hand keys from a
 * driver to the nodes that may have them. The formats are specified in {@code
 * docs/formats/sealed-stream.md}, {@code registration.md} and {@code site-home.md}.
 */
@NullMarked
package dev.bailiwick.crypto;

import org.jspecify.annotations.NullMarked;
