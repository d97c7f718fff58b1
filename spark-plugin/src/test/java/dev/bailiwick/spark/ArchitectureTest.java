package dev.bailiwick.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/** The house rules of the design, over everything that this module sees. */
@AnalyzeClasses(packages = "dev.bailiwick", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  /** What Spark offers to listeners, although it lies among the scheduler's own classes. */
  private static final Set<String> LISTENING = Set.of("SparkListener", "StageInfo", "TaskInfo");

  private static final DescribedPredicate<JavaClass> SCHEDULING =
      DescribedPredicate.describe(
          "Spark's scheduler, deployment and RPC",
          c ->
              (c.getPackageName().startsWith("org.apache.spark.scheduler")
                      && LISTENING.stream().noneMatch(c.getSimpleName()::startsWith))
                  || c.getPackageName().startsWith("org.apache.spark.deploy")
                  || c.getPackageName().startsWith("org.apache.spark.rpc")
                  || c.getPackageName().startsWith("org.apache.spark.storage.Block"));

  /** A package and its own {@code internal} part are one room: the door may be in either. */
  private static final SliceAssignment ROOMS =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass c) {
          return SliceIdentifier.of(c.getPackageName().replaceAll("\\.internal$", ""));
        }

        @Override
        public String getDescription() {
          return "rooms";
        }
      };

  @ArchTest
  static final ArchRule ROOMS_HAVE_NO_CYCLES =
      slices().assignedFrom(ROOMS).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule POLICY_KNOWS_NO_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.bailiwick.policy..",
              "dev.bailiwick.yaml..",
              "dev.bailiwick.audit..",
              "dev.bailiwick.signing..",
              "dev.bailiwick.error..",
              "dev.bailiwick.crypto..",
              "dev.bailiwick.sharding",
              "dev.bailiwick.train..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule ONLY_TRAINING_KNOWS_DL4J =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.bailiwick.train..", "dev.bailiwick.spark", "dev.bailiwick.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..");

  @ArchTest
  static final ArchRule ONLY_INTERNAL_PACKAGES_KNOW_THE_SCHEDULER =
      noClasses()
          .that()
          .resideOutsideOfPackages("..internal..")
          .should()
          .dependOnClassesThat(SCHEDULING);

  @ArchTest
  static final ArchRule NOTHING_KNOWS_THE_SCHEDULER_ROOM =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bailiwick.spark.internal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.bailiwick.spark.internal");

  @ArchTest
  static final ArchRule COMMANDS_ARE_ON_TOP =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bailiwick.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.bailiwick.cli..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule EXCEPTIONS_ARE_OURS =
      classes()
          .that()
          .areAssignableTo(RuntimeException.class)
          .should()
          .resideInAPackage("dev.bailiwick.error");
}
