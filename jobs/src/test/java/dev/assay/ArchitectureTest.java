package dev.assay;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
// "library" is a package of ArchUnit itself
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.UUID;

/** The import rules of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.assay", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.assay.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule commonKnowsNothingOfTheJobs =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.assay.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.assay.jobs..",
              "org.apache.spark..",
              "org.apache.hadoop..",
              "scala..",
              "io.delta..",
              "com.amazon.deequ..");

  @ArchTest
  static final ArchRule readImportsNoOtherStage =
      stage("read", "quality", "registry", "score", "store");

  @ArchTest
  static final ArchRule registryImportsNoOtherStage =
      stage("registry", "quality", "read", "score", "store");

  @ArchTest
  static final ArchRule scoreImportsNoOtherStage =
      stage("score", "quality", "read", "registry", "store");

  @ArchTest
  static final ArchRule storeImportsNoOtherStage =
      stage("store", "quality", "read", "registry", "score");

  @ArchTest
  static final ArchRule evaluateImportsNoOtherStage =
      stage("evaluate", "quality", "read", "registry", "score", "store");

  private static ArchRule stage(String stage, String... others) {
    String[] forbidden = new String[others.length + 1];
    for (int i = 0; i < others.length; i++) {
      forbidden[i] = "dev.assay.jobs." + others[i] + "..";
    }
    forbidden[others.length] = "dev.assay.jobs.cli..";
    return noClasses()
        .that()
        .resideInAPackage("dev.assay.jobs." + stage + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden);
  }

  @ArchTest
  static final ArchRule onlyOnnxUsesTheRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.assay.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "ai.onnx..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule onlyQualityUsesDeequ =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.assay.jobs.quality..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.amazon.deequ..", "breeze..");

  @ArchTest
  static final ArchRule qualityImportsNoOtherStage =
      stage("quality", "read", "registry", "score", "store");

  @ArchTest
  static final ArchRule onlyTheCommandLineReadsTheWorld =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.assay.jobs.cli..")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(org.apache.spark.sql.SparkSession.class, "builder");

  @ArchTest
  static final ArchRule onlyTheLauncherEndsTheProcess =
      noClasses()
          .that()
          .doNotHaveSimpleName("ProcessEnd")
          .should()
          .callMethodWhere(
              target(name("exit")).and(target(owner(JavaClass.Predicates.type(System.class)))));
}
