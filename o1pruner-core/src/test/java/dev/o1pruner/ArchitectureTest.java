package dev.o1pruner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The lines of the design that hold in this module. */
@AnalyzeClasses(packages = "dev.o1pruner", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule core_knows_nothing_of_the_modules_above =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.o1pruner.grading..",
              "dev.o1pruner.reward..",
              "dev.o1pruner.evaluation..",
              "dev.o1pruner.loss..",
              "dev.o1pruner.optimizer..",
              "dev.o1pruner.training..",
              "dev.o1pruner.baseline..",
              "dev.o1pruner.experiment..");

  @ArchTest
  static final ArchRule one_package_knows_how_djl_calls_libtorch =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.o1pruner.model.script..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule core_computes_no_gradients =
      noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl.training..");

  @ArchTest static final ArchRule core_never_prints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule core_reads_no_system_properties =
      noClasses()
          .should()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .orShould()
          .callMethod(System.class, "getProperties")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv");

  @ArchTest
  static final ArchRule packages_form_no_cycle =
      slices().matching("dev.o1pruner.(*)..").should().beFreeOfCycles();
}
