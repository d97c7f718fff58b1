package dev.bailiwick.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listens to the loopback interface in a process of its own. That needs Linux, Python 3 and the
 * right to open a packet socket (root, or CAP_NET_RAW).
 */
final class LoopbackTap implements AutoCloseable {
  private static final Pattern SUMMARY =
      Pattern.compile("packets (\\d+) bytes (\\d+) dropped (\\d+) found \\[(.*)]");

  private final Process process;
  private final BufferedReader said;

  /** What was heard. */
  record Heard(long packets, long bytes, long dropped, List<Integer> found) {}

  private LoopbackTap(Process process, BufferedReader said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Begins to listen for these texts.
   *
   * @return empty if this machine does not permit it, which is said on standard output with the
   *     reason
   */
  static Optional<LoopbackTap> listen(Path dir, String... texts) throws IOException {
    Path script = dir.resolve("loopback.py");
    try (InputStream in = LoopbackTap.class.getResourceAsStream("loopback.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(List.of(texts));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return notRun("there is no python3: " + e.getMessage());
    }
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String first = said.readLine();
    if (!"ready".equals(first)) {
      String last = said.lines().reduce(String.valueOf(first), (a, b) -> b);
      return notRun("this user may not listen to the loopback interface: " + last);
    }
    return Optional.of(new LoopbackTap(process, said));
  }

  private static Optional<LoopbackTap> notRun(String why) {
    System.out.println("NOT RUN: the capture of packets on loopback, for " + why);
    return Optional.empty();
  }

  /** Ends, and says what it heard. */
  Heard end() {
    try {
      process.getOutputStream().close();
      String line = String.valueOf(said.readLine());
      Matcher summary = SUMMARY.matcher(line);
      if (!summary.matches()) {
        throw new IllegalStateException("The tap said: " + line);
      }
      List<Integer> found = new ArrayList<>();
      for (String index : summary.group(4).split(", ")) {
        if (!index.isEmpty()) {
          found.add(Integer.parseInt(index));
        }
      }
      return new Heard(
          Long.parseLong(summary.group(1)),
          Long.parseLong(summary.group(2)),
          Long.parseLong(summary.group(3)),
          found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
