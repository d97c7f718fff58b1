package dev.bailiwick.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A build that a shell runs in the background is deaf to SIGINT, and so is what it starts. */
final class Interrupts {
  private static final int SIGINT = 2;
  private static final String IGNORED = "SigIgn:";

  private Interrupts() {}

  /** What a command begins with so that it hears the signal. */
  static List<String> heard() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return List.of();
    }
    long ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith(IGNORED))
            .mapToLong(l -> Long.parseUnsignedLong(l.substring(IGNORED.length()).strip(), 16))
            .findFirst()
            .orElse(0);
    boolean deaf = (ignored >> (SIGINT - 1) & 1) == 1;
    return deaf ? List.of("env", "--default-signal=INT") : List.of();
  }
}
