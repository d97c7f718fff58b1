package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bound that a site sets for what a driver may say. */
class PartnersTest {
  @TempDir private Path home;

  @Test
  void withoutTheFileNothingIsBounded() {
    Partners.in(home).require(KeyScope.of("intermediate", List.of("fra", "iad")));
    Partners.in(home).require(KeyScope.ungoverned("intermediate"));
  }

  @Test
  void aScopeThatNamesAnotherSiteIsRefused() {
    write("intermediate fra nrt\nparameters *\n");
    Partners partners = Partners.in(home);
    assertThatCode(() -> partners.require(KeyScope.of("intermediate", List.of("fra", "nrt"))))
        .doesNotThrowAnyException();
    assertThatCode(() -> partners.require(KeyScope.of("parameters", List.of("fra", "iad"))))
        .doesNotThrowAnyException();
    assertThatCode(() -> partners.require(KeyScope.of("statistics", List.of("fra", "iad"))))
        .as("a class without a line")
        .doesNotThrowAnyException();
    refused(() -> partners.require(KeyScope.of("intermediate", List.of("fra", "iad"))), "[iad]");
    refused(() -> partners.require(KeyScope.ungoverned("intermediate")), "every site");
  }

  @Test
  void whatIsNotInThisFormIsRefused() {
    for (String bad :
        List.of(
            "intermediate",
            "intermediate nrt fra",
            "intermediate fra,nrt",
            "intermediate  fra",
            "intermediate * fra",
            "Intermediate fra",
            "intermediate fra\nintermediate nrt",
            "intermediate fra\n\n")) {
      write(bad);
      assertThatThrownBy(() -> Partners.in(home)).as(bad).isInstanceOf(BailiwickException.class);
    }
  }

  private void write(String text) {
    PrivateFiles.write(home.resolve(Partners.FILE), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(Runnable question, String why) {
    assertThatThrownBy(question::run)
        .isInstanceOfSatisfying(
            BailiwickException.class,
            e ->
                org.assertj.core.api.Assertions.assertThat(e.code())
                    .isEqualTo(ErrorCode.KEY_NOT_RELEASED))
        .hasMessageContaining(why);
  }
}
