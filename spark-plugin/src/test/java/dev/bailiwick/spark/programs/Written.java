package dev.bailiwick.spark.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a program has written, read without Spark. */
final class Written {
  private static final Pattern LINE =
      Pattern.compile("\\{\"o\":\"([^\"]*)\",\"k\":(\\d+),\"v\":(\\d+)}");

  private Written() {}

  static List<String> rows(Path target) throws IOException {
    List<String> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(target)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        for (String line : Files.readAllLines(file)) {
          Matcher m = LINE.matcher(line);
          if (!m.matches()) {
            throw new IOException(file + " has the line " + line);
          }
          int k = Integer.parseInt(m.group(2));
          rows.add(new Rec(m.group(1), k, Long.parseLong(m.group(3))).toString());
        }
      }
    }
    Collections.sort(rows);
    return rows;
  }
}
