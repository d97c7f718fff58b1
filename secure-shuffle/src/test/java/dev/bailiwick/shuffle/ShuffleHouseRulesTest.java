package dev.bailiwick.shuffle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.bailiwick", importOptions = ImportOption.DoNotIncludeTests.class)
final class ShuffleHouseRulesTest {
  @ArchTest
  static final ArchRule onlyTheManagerAndInternalClassesKnowSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bailiwick.shuffle.internal")
          .and()
          .doNotHaveFullyQualifiedName(SealedShuffleManager.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule onlyOneClassReplacesFields =
      noClasses()
          .that()
          .doNotHaveSimpleName("SparkEnvSeal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.reflect");

  @ArchTest
  static final ArchRule cryptoDoesNotKnowTheShuffle =
      noClasses()
          .that()
          .resideInAPackage("dev.bailiwick.crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.bailiwick.shuffle..", "org.apache.spark..");
}
