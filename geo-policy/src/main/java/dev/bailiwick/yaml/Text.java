package dev.bailiwick.yaml;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and checks the characters of a document before anything parses them. */
final class Text {
  static final int MAX_BYTES = 1 << 20;
  private static final int SHOWN_CHARACTERS = 60;

  private Text() {}

  /** The characters of a file that is UTF-8; encoding them again gives the same bytes. */
  static String read(Path file) {
    String source = file.toString();
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        throw failed(source, "is a folder; expected a YAML file.");
      }
      if (!Files.exists(file)) {
        throw failed(source, "there is no such file; check the path.");
      }
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
    } catch (IOException e) {
      throw failed(
          source,
          "cannot be read (" + e.getClass().getSimpleName() + "); check the path and its rights.");
    }
    if (bytes.length > MAX_BYTES) {
      throw failed(source, "is larger than 1 MiB, the largest document that is read.");
    }
    return decode(source, bytes);
  }

  private static String decode(String source, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int next = bytes[in.position()] & 0xff;
      throw at(source, text, text.length())
          .error(
              String.format(
                  "byte 0x%02X is not UTF-8 text; save the document as UTF-8, or check that it is"
                      + " a YAML document at all.",
                  next));
    }
    return text;
  }

  /** Refuses characters that no editor shows, and which a binary file is full of. */
  static void check(String source, String text) {
    if (text.length() > MAX_BYTES) {
      throw failed(source, "is larger than 1 MiB, the largest document that is read.");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < 0x20 && c != '\n' && c != '\r' && c != '\t';
      // Next line, line separators and direction marks make a document read otherwise than it
      // looks.
      boolean invisible =
          (c >= 0x7f && c <= 0x9f)
              || c == 0x200b
              || c == 0x200e
              || c == 0x200f
              || (c >= 0x2028 && c <= 0x202e)
              || (c >= 0x2060 && c <= 0x2069)
              || c >= 0xfff9
              || (c == 0xfeff && i > 0)
              || isLoneSurrogate(text, i);
      if (control || invisible) {
        throw at(source, text, i)
            .error(
                String.format(
                    "character U+%04X is not allowed in a document; remove it, or check that this"
                        + " is a YAML document at all.",
                    (int) c));
      }
    }
  }

  /** What a message may show of a text: one line, not too long. */
  static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static Place at(String source, String text, int index) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < index; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new Place(source, line, text.codePointCount(start, index) + 1);
  }

  private static BailiwickException failed(String source, String message) {
    return new BailiwickException(ErrorCode.BAD_DOCUMENT, new Place(source, 1, 1) + ": " + message);
  }
}
