package dev.bailiwick.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What executors have written down; see {@link RowRecorder}. */
final class RowRecords {
  private RowRecords() {}

  /** One row's origin, and where it was touched. */
  record Touch(
      String transferClass,
      String origin,
      String site,
      String executor,
      RowRecorder.Way way,
      String attempt) {

    boolean isPermitted() {
      Map<String, String> permitted =
          transferClass.equals("raw") ? RowCheck.RAW : RowCheck.INTERMEDIATE;
      return List.of(permitted.getOrDefault(origin, "").split(" ")).contains(site);
    }
  }

  static List<Touch> in(Path dir) throws IOException {
    List<Touch> touches = new ArrayList<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          String[] words = line.split(" ");
          touches.add(
              new Touch(
                  words[0],
                  words[1],
                  words[2],
                  words[3],
                  RowRecorder.Way.valueOf(words[4]),
                  words[5]));
        }
      }
    }
    return touches;
  }
}
