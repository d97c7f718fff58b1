package dev.bailiwick.preprocess;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.bailiwick.preprocess", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {

  @ArchTest
  static final ArchRule PREPROCESS_KNOWS_SPARK_RAPIDS_AND_THE_ONE_EXCEPTION =
      classes()
          .that()
          .resideInAPackage("dev.bailiwick.preprocess")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "scala..",
              "org.jspecify.annotations",
              "org.apache.spark..",
              "com.nvidia.spark",
              "ai.rapids.cudf",
              // Spark's own, for the two documents.
              "com.fasterxml.jackson..",
              "dev.bailiwick.error",
              "dev.bailiwick.preprocess");

  @ArchTest
  static final ArchRule ONLY_THE_UDF_KNOWS_RAPIDS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.bailiwick.preprocess.BucketiseUdf")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.rapids..", "com.nvidia..");

  @ArchTest
  static final ArchRule NO_FIELD_HOLDS_DEVICE_MEMORY =
      noFields().should().haveRawType(resideInAPackage("ai.rapids.."));
}
