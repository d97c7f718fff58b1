package dev.bailiwick.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code openssl speed} says of AES-256-GCM on one core: another's best, to judge ours by. */
final class OpensslSpeed {
  private static final double GIGA = 1e9;

  /** {@code +F:22:AES-256-GCM:5512345678.90}: bytes in a second. */
  private static final Pattern RATE =
      Pattern.compile("^\\+F:\\d+:[^:]*:([0-9.]+)", Pattern.MULTILINE);

  private OpensslSpeed() {}

  /** Empty where there is no openssl, or one that says it in other words. */
  static OptionalDouble gigabytesPerSecond(int bufferBytes) throws InterruptedException {
    try {
      Process openssl =
          new ProcessBuilder(
                  "openssl",
                  "speed",
                  "-mr",
                  "-seconds",
                  "2",
                  "-bytes",
                  Integer.toString(bufferBytes),
                  "-evp",
                  "aes-256-gcm")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      openssl.waitFor();
      return rate(said);
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  static OptionalDouble rate(String said) {
    Matcher rate = RATE.matcher(said);
    return rate.find()
        ? OptionalDouble.of(Double.parseDouble(rate.group(1)) / GIGA)
        : OptionalDouble.empty();
  }
}
