package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Published vectors. The files are not part of the project: they are looked for in {@code
 * shared/data/vectors} beside a folder above.
 */
final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** One vector. */
  interface Check {
    /** Whether the vector is accepted, with the result that it states. */
    boolean holds(JsonNode group, JsonNode test) throws Exception;
  }

  /** Runs a file of Wycheproof's, every vector of it, and says how many there were. */
  static void run(String file, Check check) throws Exception {
    JsonNode vectors = read(file);
    int valid = 0;
    int invalid = 0;
    int[] acceptable = {0, 0};
    for (JsonNode group : vectors.get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        String what = file + " tcId " + test.get("tcId") + ": " + test.get("comment");
        boolean holds;
        try {
          holds = check.holds(group, test);
        } catch (RuntimeException e) {
          throw new AssertionError(what, e);
        }
        switch (test.get("result").textValue()) {
          case "valid" -> {
            assertThat(holds).as(what).isTrue();
            valid++;
          }
          case "invalid" -> {
            assertThat(holds).as(what).isFalse();
            invalid++;
          }
          case "acceptable" -> acceptable[holds ? 0 : 1]++;
          default -> throw new AssertionError(what + " has an unknown result");
        }
      }
    }
    int all = valid + invalid + acceptable[0] + acceptable[1];
    assertThat(valid).as("valid vectors in %s", file).isPositive();
    assertThat(all).isEqualTo(vectors.get("numberOfTests").intValue());
    System.out.printf(
        "vectors: %s: %d run: %d valid accepted, %d invalid refused;"
            + " of those left to us %d accepted, %d refused%n",
        file, all, valid, invalid, acceptable[0], acceptable[1]);
  }

  static JsonNode read(String file) throws Exception {
    Path folder = folder();
    boolean here = folder != null && Files.isRegularFile(folder.resolve(file));
    if (!here) {
      System.out.println(
          "vectors: NOT RUN: " + file + " is in no shared/data/vectors beside a folder above");
    }
    assumeTrue(here, file + " is not here");
    return JSON.readTree(Files.readAllBytes(folder.resolve(file)));
  }

  static @Nullable Path folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/vectors");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).textValue());
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
