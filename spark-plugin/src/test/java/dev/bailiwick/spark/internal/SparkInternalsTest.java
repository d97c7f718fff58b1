package dev.bailiwick.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.scheduler.DAGScheduler;
import org.apache.spark.scheduler.TaskSetExcludelist;
import org.junit.jupiter.api.Test;

final class SparkInternalsTest {
  @Test
  void thisSparkHasAllThatIsUsed() {
    assertThatCode(SparkInternals::check).doesNotThrowAnyException();
    Linkage.Result result = Linkage.of(SovereignClusterManager.class);
    assertThat(result.missing()).isEmpty();
    assertThat(result.found()).isGreaterThan(200);
  }

  @Test
  void everyMethodThatReplacesOneOfSparksIsNamed() {
    for (SparkInternals.Replaced replaced : SparkInternals.REPLACED) {
      Set<String> replacing =
          SparkInternals.Replaced.replacing(replaced.theirs(), replaced.ours()).stream()
              .map(Method::getName)
              .collect(Collectors.toSet());
      assertThat(replacing).isEqualTo(replaced.methods());
    }
  }

  @Test
  void aSparkOfAnotherLineIsRefused() {
    assertThatThrownBy(() -> SparkInternals.check("4.2.0", Set.of()))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("This is Spark 4.2.0")
        .hasMessageContaining("built for Spark 4.1.x");
    assertThatCode(() -> SparkInternals.check("4.1.1", Set.of())).doesNotThrowAnyException();
  }

  @Test
  void aFieldThatIsGoneIsNamed() {
    assertThat(
            SparkInternals.lostFields(ResourceProfileManager.class, List.of("isYarn", "isMesos")))
        .containsExactly("org.apache.spark.resource.ResourceProfileManager.isMesos");
  }

  /** Nothing would fail without the check: Spark would go on asking a method that says yes. */
  @Test
  void aSparkThatAsksAnotherMethodThanOursIsRefused() {
    assertThatThrownBy(
            () ->
                checkWith(
                    TaskSetExcludelist.class,
                    "isExecutorExcludedForTask",
                    "isExecutorExcludedForWork"))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("tasks would run unguarded")
        .hasMessageContaining(
            "org.apache.spark.scheduler.TaskSetExcludelist.isExecutorExcludedForTask");
  }

  @Test
  void aSparkThatLacksWhatWeCallIsRefused() {
    assertThatThrownBy(() -> checkWith(DAGScheduler.class, "taskSetFailed", "taskSetEnded_"))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining("org.apache.spark.scheduler.DAGScheduler.taskSetFailed(");
  }

  /** Asks our check in a world where a member of one of Spark's classes has another name. */
  private static void checkWith(Class<?> spark, String name, String other) throws Throwable {
    ClassLoader changed = new Changed(spark.getName(), name, other);
    Method check = changed.loadClass(SparkInternals.class.getName()).getDeclaredMethod("check");
    check.setAccessible(true);
    try {
      check.invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Has our package for itself, and one class of Spark with another name for a member. */
  private static final class Changed extends ClassLoader {
    private final String spark;
    private final String name;
    private final String other;

    Changed(String spark, String name, String other) {
      super(SparkInternalsTest.class.getClassLoader());
      assertThat(other).hasSameSizeAs(name);
      this.spark = spark;
      this.name = name;
      this.other = other;
    }

    @Override
    protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
      boolean ours = wanted.startsWith(SparkInternals.class.getPackageName() + ".");
      if (!ours && !wanted.equals(spark)) {
        return super.loadClass(wanted, resolve);
      }
      Class<?> loaded = findLoadedClass(wanted);
      return loaded == null ? define(wanted) : loaded;
    }

    private Class<?> define(String wanted) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(wanted.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        if (wanted.equals(spark)) {
          String text = new String(bytes, StandardCharsets.ISO_8859_1);
          bytes = text.replace(name, other).getBytes(StandardCharsets.ISO_8859_1);
        }
        return defineClass(wanted, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(wanted, e);
      }
    }
  }
}
