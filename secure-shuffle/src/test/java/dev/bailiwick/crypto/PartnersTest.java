package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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
  void whatAnOperatorWritesIsReadAgain() throws Exception {
    Path mine = Files.createDirectory(home.resolve("mine"));
    Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwx------"));
    NodeIdentity.boundPartners(
        mine, Map.of("parameters", List.of("*"), "intermediate", List.of("nrt", "fra", "fra")));
    assertThat(mine.resolve("partners"))
        .content()
        .isEqualTo("intermediate fra nrt\nparameters *\n");
    assertThat(Partners.in(mine).byClass())
        .isEqualTo(Map.of("parameters", List.of("*"), "intermediate", List.of("fra", "nrt")));
    for (var bad :
        List.of(
            Map.of("rows of", List.of("fra")),
            Map.of("intermediate", List.of("fra", "*")),
            Map.of("intermediate", List.<String>of()))) {
      assertThatThrownBy(() -> NodeIdentity.boundPartners(mine, bad))
          .isInstanceOfSatisfying(
              BailiwickException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENT));
    }
    assertThat(Partners.in(mine).byClass()).hasSize(2);
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
