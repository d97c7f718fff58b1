package dev.bailiwick.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.CanonicalJson;
import dev.bailiwick.signing.DocumentSignature;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;

/** The newest signature over the chain, in a file beside it. */
record Head(String log, long seq, String hash, Instant at, DocumentSignature signature) {
  private static final String FORMAT = "bailiwick-audit-head/1";
  private static final int FIELD_COUNT = 6;
  private static final int MAX_BYTES = 256 * 1024;

  static Head sign(String log, Entry last, Instant at, DocumentSigner signer) {
    byte[] bytes = CanonicalJson.bytes(content(log, last.seq(), last.hash(), at));
    return new Head(log, last.seq(), last.hash(), at, DocumentSignature.make(bytes, signer));
  }

  static Path file(Path log) {
    return log.resolveSibling(log.getFileName() + ".head");
  }

  /** Verifies the signature. */
  X509Certificate verify(Collection<X509Certificate> trusted) {
    return signature.verify(CanonicalJson.bytes(content(log, seq, hash, at)), trusted, at);
  }

  /** Replaces the head of a log, all or nothing. */
  void write(Path log) throws IOException {
    ObjectNode json = content(this.log, seq, hash, at);
    json.set("signature", signature.toJson());
    Path file = file(log);
    Path fresh = log.resolveSibling(log.getFileName() + ".head.new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(CanonicalJson.bytes(json));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static Head read(Path log) {
    Path file = file(log);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw refused(file, "is too large for a head.");
      }
      JsonNode json = Entry.JSON.readTree(Files.readAllBytes(file));
      if (json.size() != FIELD_COUNT || !json.path("format").asText().equals(FORMAT)) {
        throw refused(file, "is not a head of format " + FORMAT + ".");
      }
      return new Head(
          json.path("log").asText(),
          json.path("seq").asLong(-1),
          json.path("hash").asText(),
          Instant.parse(json.path("at").asText()),
          DocumentSignature.fromJson(json.path("signature")));
    } catch (NoSuchFileException e) {
      throw refused(
          file, "is missing: nothing proves where the log ends; keep both files together.");
    } catch (JsonProcessingException | DateTimeException e) {
      throw refused(file, "is not a head of format " + FORMAT + ".");
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be read; check the disk and its rights.", e);
    }
  }

  static BailiwickException refused(Path file, String what) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, file + " " + what);
  }

  private static ObjectNode content(String log, long seq, String hash, Instant at) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("log", log).put("seq", seq).put("hash", hash);
    return json.put("at", at.toString());
  }
}
