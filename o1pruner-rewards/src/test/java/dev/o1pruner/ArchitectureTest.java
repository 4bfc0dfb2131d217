package dev.o1pruner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The lines of the design that hold in this module. */
@AnalyzeClasses(packages = "dev.o1pruner", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] THIS_MODULE = {
    "dev.o1pruner.grading..", "dev.o1pruner.reward..", "dev.o1pruner.evaluation.."
  };

  @ArchTest
  static final ArchRule rewards_know_no_tensors =
      noClasses()
          .that()
          .resideInAnyPackage(THIS_MODULE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "dev.o1pruner.model..");

  @ArchTest
  static final ArchRule rewards_know_nothing_of_training =
      noClasses()
          .that()
          .resideInAnyPackage(THIS_MODULE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.o1pruner.loss..",
              "dev.o1pruner.optimizer..",
              "dev.o1pruner.training..",
              "dev.o1pruner.baseline..",
              "dev.o1pruner.experiment..");

  @ArchTest
  static final ArchRule packages_form_no_cycle =
      slices().matching("dev.o1pruner.(*)..").should().beFreeOfCycles();
}
