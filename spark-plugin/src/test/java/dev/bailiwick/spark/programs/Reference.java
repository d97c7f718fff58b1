package dev.bailiwick.spark.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;

/** The process of {@link ReferenceMain}: asked first, answered while the cluster works. */
public final class Reference implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final Path log;

  private Reference(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /** Returns when the files of the world are there. */
  static Reference start(World world, Path scratch) throws IOException {
    Files.createDirectories(scratch);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add(ReferenceMain.class.getName());
    line.add(String.valueOf(world.seed()));
    line.add(world.dir().toString());
    line.add(scratch.toString());
    Path log = scratch.resolve("reference.log");
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(scratch.toFile()).redirectError(log.toFile());
    builder.environment().remove("BAILIWICK_SITE_HOME");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Reference reference = new Reference(builder.start(), log);
    reference.answer();
    return reference;
  }

  void ask(long seed) throws IOException {
    in.write(seed + "\n");
    in.flush();
  }

  List<String> answer() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(ReferenceMain.ANSWER)) {
        String rows = line.substring(ReferenceMain.ANSWER.length());
        return rows.isEmpty() ? List.of() : List.of(rows.split(ReferenceMain.SEPARATOR));
      }
    }
    throw new IOException("The reference ended; see " + log + ":\n" + Files.readString(log));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
