package dev.bailiwick.cli.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which other language, and where the result goes. */
final class OdrlOption {
  @Option(names = "--odrl", required = true, description = "W3C ODRL 2.2 in JSON-LD.")
  @SuppressWarnings("UnusedVariable") // that it is there says enough
  private boolean odrl;

  @Option(names = "--out", paramLabel = "FILE", description = "A new file. Default: print it.")
  private @Nullable Path file;

  void write(PrintWriter out, String text) {
    if (file == null) {
      out.print(text);
      out.flush();
      return;
    }
    try {
      if (Files.exists(file)) {
        throw CaseOptions.wrong(file + " exists; name another file");
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
    out.println(file + ": written");
  }
}
