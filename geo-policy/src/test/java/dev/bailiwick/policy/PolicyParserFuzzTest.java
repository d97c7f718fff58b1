package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.bailiwick.error.BailiwickException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes are, the parser gives a policy or a {@link BailiwickException} that names the
 * place, soon and within the memory of this JVM.
 *
 * <p>In a usual build the seeds are tried: every example and every broken document. With the
 * profile {@code long} Jazzer searches from them for ten minutes.
 */
class PolicyParserFuzzTest {
  private static final long MILLISECONDS = 10_000;

  static Stream<Arguments> seeds() {
    return Stream.concat(GoodPolicies.all().stream(), GoodPolicies.broken().stream())
        .map(PolicyParserFuzzTest::bytes)
        .map(Arguments::of);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyBytesEndInAPolicyOrAnErrorWithItsPlace(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    long start = System.nanoTime();
    try {
      assertThat(PolicyParser.parse("fuzz.yaml", text).ruleIds()).isNotEmpty();
    } catch (BailiwickException e) {
      assertThat(e).hasMessageMatching("[^\\n]*:[0-9]+:[0-9]+: [^\\n]*");
    }
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(MILLISECONDS);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
