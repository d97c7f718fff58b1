package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The secrets of keys, taken out by force, to look for them where they must not be. */
final class Secrets {
  private final Map<EpochKey, byte[]> known = new ConcurrentHashMap<>();

  void note(List<EpochKey> keys) {
    for (EpochKey key : keys) {
      known.computeIfAbsent(key, Secrets::secret);
    }
  }

  private static byte[] secret(EpochKey key) {
    try {
      Field field = EpochKey.class.getDeclaredField("secret");
      field.setAccessible(true);
      return ((byte[]) field.get(key)).clone();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  Map<EpochKey, byte[]> known() {
    return known;
  }

  /** The keys whose secret is in this text in some writing. */
  List<EpochKey> in(String text) {
    return known.entrySet().stream()
        .filter(e -> writings(e.getValue()).anyMatch(text::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** As {@link #in(String)}, of all files below a folder, or of one file. */
  List<EpochKey> in(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1)).append('\n');
      }
      return in(all.toString());
    }
  }

  static Stream<String> writings(byte[] secret) {
    String hex = HexFormat.of().formatHex(secret);
    // Without its last characters, which depend on what comes after it.
    String base64 = Base64.getEncoder().encodeToString(secret).substring(0, 40);
    return Stream.of(
        hex,
        hex.toUpperCase(Locale.ROOT),
        base64,
        base64.replace('+', '-').replace('/', '_'),
        new String(secret, StandardCharsets.ISO_8859_1),
        Arrays.toString(secret));
  }
}
