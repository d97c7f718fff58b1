package dev.bailiwick.signing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A {@link DocumentSignature} in a file of its own, {@code NAME.sig} beside {@code NAME}, by
 * somebody who is known by an e-mail address: a steward, a register. {@code
 * docs/formats/place-statements.md} specifies it.
 *
 * <p>Guarantees that a holder of a certificate with that address, from a trusted authority, signed
 * exactly these bytes. Does not say when, and does not check revocation.
 */
public final class DetachedSignature {
  private static final String SUFFIX = ".sig";
  private static final int MAX_BYTES = 1 << 16;
  private static final int RFC822_NAME = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private DetachedSignature() {}

  /** Where the signature of a document lies. */
  public static Path file(Path document) {
    return document.resolveSibling(document.getFileName() + SUFFIX);
  }

  /**
   * Signs a document, and writes or replaces its signature file, all or nothing.
   *
   * @return the signature file
   * @throws BailiwickException {@code UNAVAILABLE} if a file cannot be read or written
   */
  public static Path sign(Path document, DocumentSigner signer) {
    return sign(document, read(document), signer);
  }

  /** The same for bytes that were read from it, so that what was checked is what is signed. */
  public static Path sign(Path document, byte[] bytes, DocumentSigner signer) {
    Path file = file(document);
    byte[] signature = CanonicalJson.bytes(DocumentSignature.make(bytes, signer).toJson());
    Path fresh = document.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileChannel out =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(signature);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw unavailable(file, "written", e);
    }
  }

  /**
   * Verifies a document that is read here. Whoever parses it reads it again, so prefer {@link
   * #verify(Path, byte[], Collection, Instant, String)}.
   */
  public static X509Certificate verify(
      Path document, Collection<X509Certificate> trusted, Instant at, String expectedEmail) {
    return verify(document, read(document), trusted, at, expectedEmail);
  }

  /**
   * Verifies bytes that were read from a document.
   *
   * @param document names the signature file, and the document in messages
   * @param bytes what was read
   * @param trusted the authorities
   * @param at when the certificates must be valid
   * @param expectedEmail who must have signed, as in their certificate
   * @return the signer's certificate
   * @throws BailiwickException {@code NOT_AUTHENTIC}, naming the check that failed
   */
  public static X509Certificate verify(
      Path document,
      byte[] bytes,
      Collection<X509Certificate> trusted,
      Instant at,
      String expectedEmail) {
    DocumentSignature signature = signature(document, expectedEmail);
    X509Certificate signer;
    try {
      signer = signature.verify(bytes, trusted, at);
    } catch (BailiwickException e) {
      throw new BailiwickException(e.code(), document + ": " + e.getMessage(), e);
    }
    List<String> emails = emails(signer);
    if (!emails.contains(expectedEmail)) {
      throw refused(
          document
              + ": is signed by "
              + (emails.isEmpty() ? "somebody without an e-mail address" : emails)
              + "; expected a signature by "
              + expectedEmail
              + ", spelled so in the certificate.");
    }
    return signer;
  }

  /** The e-mail addresses of a certificate: its subject alternative names of kind rfc822Name. */
  public static List<String> emails(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.get(0).equals(RFC822_NAME))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static DocumentSignature signature(Path document, String expectedEmail) {
    Path file = file(document);
    try (InputStream in = Files.newInputStream(file)) {
      return signature(file, in.readNBytes(MAX_BYTES));
    } catch (NoSuchFileException e) {
      throw refused(
          document
              + ": is not signed: there is no "
              + file.getFileName()
              + " beside it; ask "
              + expectedEmail
              + " for it, and keep both files together.");
    } catch (IOException e) {
      throw unavailable(file, "read", e);
    }
  }

  /** Only the canonical form counts, so that no bit of the file can change unseen. */
  private static DocumentSignature signature(Path file, byte[] bytes) throws IOException {
    try {
      DocumentSignature signature = DocumentSignature.fromJson(JSON.readTree(bytes));
      if (Arrays.equals(bytes, CanonicalJson.bytes(signature.toJson()))) {
        return signature;
      }
    } catch (JsonProcessingException | BailiwickException e) {
      // Neither is what a signer wrote.
    }
    throw refused(file + ": was altered or is no signature of Bailiwick; sign the document again.");
  }

  private static byte[] read(Path document) {
    try {
      return Files.readAllBytes(document);
    } catch (IOException e) {
      throw unavailable(document, "read", e);
    }
  }

  private static BailiwickException unavailable(Path file, String verb, IOException e) {
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        file + " cannot be " + verb + "; check the path, the disk and its rights.",
        e);
  }

  private static BailiwickException refused(String message) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, message);
  }
}
