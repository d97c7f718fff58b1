package dev.bailiwick.sharding;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What tells the shards of one writing from all others: the dataset, as it stands in paths, and the
 * name of the run's folder.
 *
 * @param dataset the dataset's folder
 * @param run the run's folder
 */
public record RunFolder(String dataset, String run) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Lists of texts as bytes, no two lists alike: each with its length before it. */
  static byte[] bytes(List<String> texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (String text : texts) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return dataset + "/" + run;
  }
}
