package dev.bailiwick.crypto;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.bailiwick.signing.KeyKind;

@AnalyzeClasses(
    packages = "dev.bailiwick.crypto",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule cryptoKnowsNoSpark =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

  @ArchTest
  static final ArchRule ofOtherRoomsCryptoKnowsTheErrorsAndTheCheckOfSignatures =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.bailiwick..")
                  .and(not(resideInAnyPackage("dev.bailiwick.crypto..", "dev.bailiwick.error")))
                  .and(not(type(KeyKind.class))));
}
