package dev.bailiwick.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the command in this process, and keeps what it says. */
public final class Tool {
  /** The folder of the examples. */
  public static final Path EXAMPLES = examples();

  private String out = "";
  private String err = "";

  /** Runs one command; its exit code. */
  public int run(String... args) {
    StringWriter said = new StringWriter();
    StringWriter faults = new StringWriter();
    int code = Main.run(new PrintWriter(said), new PrintWriter(faults), args);
    out = said.toString();
    err = faults.toString();
    return code;
  }

  /** What the last one said. */
  public String out() {
    return out;
  }

  /** What the last one said went wrong. */
  public String err() {
    return err;
  }

  private static Path examples() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("examples"))) {
      root = root.getParent();
    }
    return root.resolve("examples");
  }
}
