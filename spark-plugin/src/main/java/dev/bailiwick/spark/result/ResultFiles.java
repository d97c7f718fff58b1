package dev.bailiwick.spark.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The two files that a run leaves in its output folder: {@value #JSON_FILE} for machines, {@value
 * #REPORT_FILE} for people. Each replaces the one of an earlier run in one step.
 */
public final class ResultFiles {
  public static final String JSON_FILE = "result.json";
  public static final String REPORT_FILE = "report.html";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultFiles() {}

  /**
   * Writes both files.
   *
   * @throws BailiwickException UNAVAILABLE when the folder cannot be written
   */
  public static void write(Path folder, RunResult result) {
    try {
      Files.createDirectories(folder);
      replace(folder.resolve(JSON_FILE), json(result));
      replace(folder.resolve(REPORT_FILE), HtmlReport.of(result));
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "cannot write the result into " + folder + ": " + e, e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws BailiwickException BAD_ARGUMENT when the folder holds no result
   */
  public static RunResult read(Path folder) {
    Path file = folder.resolve(JSON_FILE);
    try {
      return JSON.readValue(file.toFile(), RunResult.class);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, file + " is not the result of a run: " + e.getMessage(), e);
    }
  }

  static String json(RunResult result) throws JsonProcessingException {
    return JSON.writeValueAsString(result) + "\n";
  }

  private static void replace(Path file, String text) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".half");
    Files.writeString(half, text, StandardCharsets.UTF_8);
    Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
