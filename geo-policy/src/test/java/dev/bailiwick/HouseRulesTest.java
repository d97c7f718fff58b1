package dev.bailiwick;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The boundaries of this room. */
@AnalyzeClasses(packages = "dev.bailiwick", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule THIS_ROOM_KNOWS_NO_SPARK_AND_NO_DL4J =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "org.deeplearning4j..", "org.nd4j..", "scala..");

  @ArchTest
  static final ArchRule ONLY_THE_CHECK_OF_SIGNATURES_KNOWS_BOUNCY_CASTLE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.bailiwick.signing.KeyKind")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule ONLY_THE_YAML_PACKAGE_KNOWS_THE_YAML_LIBRARY =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bailiwick.yaml")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.bailiwick.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CLASSES_ARE_FINAL_OR_SEALED =
      classes()
          .that()
          .areTopLevelClasses()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
