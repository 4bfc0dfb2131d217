package dev.o1pruner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The lines of the design between the modules, seen from the one that depends on all others. */
@AnalyzeClasses(packages = "dev.o1pruner", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] PPO = {
    "dev.o1pruner",
    "dev.o1pruner.loss..",
    "dev.o1pruner.optimizer..",
    "dev.o1pruner.training..",
    "dev.o1pruner.baseline..",
    "dev.o1pruner.experiment.."
  };

  @ArchTest
  static final ArchRule modules_depend_downwards_only =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("core")
          .definedBy(
              "dev.o1pruner.problem..",
              "dev.o1pruner.model..",
              "dev.o1pruner.sampling..",
              "dev.o1pruner.run..")
          .layer("rewards")
          .definedBy("dev.o1pruner.grading..", "dev.o1pruner.reward..", "dev.o1pruner.evaluation..")
          .layer("ppo")
          .definedBy(PPO)
          .whereLayer("ppo")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("rewards")
          .mayOnlyBeAccessedByLayers("ppo")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("rewards", "ppo");

  @ArchTest
  static final ArchRule only_ppo_computes_gradients =
      noClasses()
          .that()
          .resideOutsideOfPackages(PPO)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.training..");

  @ArchTest
  static final ArchRule losses_know_nothing_of_optimizers_and_models =
      noClasses()
          .that()
          .resideInAPackage("dev.o1pruner.loss..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.o1pruner.optimizer..", "dev.o1pruner.training..", "dev.o1pruner.model..");

  @ArchTest
  static final ArchRule the_library_never_prints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule the_library_reads_no_system_properties =
      noClasses()
          .should()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule packages_form_no_cycle =
      slices().matching("dev.o1pruner.(*)..").should().beFreeOfCycles();
}
