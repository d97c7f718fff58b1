package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.DetachedSignature;
import dev.bailiwick.signing.DocumentSigner;
import dev.bailiwick.yaml.YamlMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document that somebody answers for by a signature: a policy, statements about places, a
 * release. It is read as strictly as a run does before it is signed, and the bytes that were read
 * are those that are signed.
 */
public final class StewardDocument {
  private final Path file;
  private final byte[] bytes;
  private final String owner;
  private final String kind;

  private StewardDocument(Path file, byte[] bytes, String owner, String kind) {
    this.file = file;
    this.bytes = bytes;
    this.owner = owner;
    this.kind = kind;
  }

  /**
   * Reads a document, without its signature.
   *
   * @throws BailiwickException {@code BAD_DOCUMENT} with the place; it is of no kind that is signed
   */
  public static StewardDocument read(Path file) {
    String text = YamlMap.readText(file);
    YamlMap map = YamlMap.parse(file.toString(), text);
    String kind = map.string("kind");
    String owner =
        switch (kind) {
          case "SovereigntyPolicy" -> PolicyParser.parse(file.toString(), text).steward();
          case "PlaceStatements" -> StatementsParser.parse(file.toString(), text).by();
          case ReleaseDocument.KIND -> ReleaseDocument.parse(file.toString(), text).by();
          default ->
              throw map.error(
                  "kind",
                  "a document of kind '"
                      + kind
                      + "' is not signed; expected SovereigntyPolicy, PlaceStatements or "
                      + ReleaseDocument.KIND
                      + ".");
        };
    return new StewardDocument(file, text.getBytes(StandardCharsets.UTF_8), owner, kind);
  }

  /** Who answers for it, as the document says: the address that must be in the certificate. */
  public String owner() {
    return owner;
  }

  /**
   * Signs it, as {@link DetachedSignature} says.
   *
   * @return the signature file
   * @throws BailiwickException {@code BAD_ARGUMENT} if nobody would take the signature, because the
   *     certificate is of somebody else
   */
  public Path sign(DocumentSigner signer) {
    List<String> emails = DetachedSignature.emails(signer.chain().get(0));
    if (!emails.contains(owner)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          file
              + " is answered for by '"
              + owner
              + "', and the certificate is of "
              + (emails.isEmpty() ? "nobody with an e-mail address" : String.join(", ", emails))
              + ": no run would take the signature. Let them sign, or change '"
              + (kind.equals("SovereigntyPolicy") ? "metadata.steward" : "metadata.by")
              + "'.");
    }
    return DetachedSignature.sign(file, bytes, signer);
  }

  /**
   * Verifies its signature as of a moment.
   *
   * @param by who must have signed; null for whom the document names
   * @return the signer's certificate
   * @throws BailiwickException {@code NOT_AUTHENTIC}, naming the check that failed
   */
  public X509Certificate verify(
      Collection<X509Certificate> trusted, Instant at, @Nullable String by) {
    return DetachedSignature.verify(file, bytes, trusted, at, by == null ? owner : by);
  }
}
