package dev.o1pruner.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The lines of the design that hold for the examples: users of the library, nothing more. */
@AnalyzeClasses(packages = "dev.o1pruner", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule the_library_knows_nothing_of_the_examples =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.o1pruner.examples..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.o1pruner.examples..");

  @ArchTest
  static final ArchRule examples_use_the_library_and_not_its_engine =
      noClasses()
          .that()
          .resideInAPackage("dev.o1pruner.examples..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");
}
