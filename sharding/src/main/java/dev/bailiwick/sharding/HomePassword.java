package dev.bailiwick.sharding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The {@code password} of a site home; it unlocks the stores in it, and a token is its PIN. */
final class HomePassword {
  private HomePassword() {}

  /** The text without final newlines, as docs/formats/site-home.md says; blanks belong to it. */
  static char[] read(Path home) throws IOException {
    OwnerOnly.require(home, "700");
    Path secret = home.resolve("password");
    OwnerOnly.require(secret, "600");
    byte[] bytes = Files.readAllBytes(secret);
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
      length--;
    }
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
    char[] password = new char[text.remaining()];
    text.get(password);
    Arrays.fill(text.array(), '\0');
    Arrays.fill(bytes, (byte) 0);
    return password;
  }
}
