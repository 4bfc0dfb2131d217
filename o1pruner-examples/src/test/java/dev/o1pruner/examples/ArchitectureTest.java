package dev.o1pruner.examples;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLConnection;
import java.util.ServiceLoader;

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
  static final ArchRule nothing_runs_code_that_data_brings =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "ai.djl.repository..", // DJL's own ways to load models, scripts included
                      "ai.djl.modality..",
                      "javax.script..",
                      "javax.naming..",
                      "java.beans..",
                      "java.rmi..")
                  .or(
                      belongToAnyOf(
                          ai.djl.Model.class,
                          ObjectInputStream.class,
                          ClassLoader.class,
                          ServiceLoader.class,
                          ProcessBuilder.class)))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Runtime.class))).and(target(name("exec"))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Class.class))).and(target(name("forName"))));

  @ArchTest
  static final ArchRule one_class_reads_the_environment =
      noClasses()
          .that()
          .doNotHaveSimpleName("ServerOptions")
          .should()
          .callMethodWhere(target(owner(assignableTo(System.class))).and(target(name("getenv"))));

  @ArchTest
  static final ArchRule one_package_listens =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.o1pruner.serving..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule one_package_connects =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.o1pruner.sampling..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net.http..")
                  .or(belongToAnyOf(Socket.class, ServerSocket.class, URLConnection.class)));

  @ArchTest
  static final ArchRule examples_use_the_library_and_not_its_engine =
      noClasses()
          .that()
          .resideInAPackage("dev.o1pruner.examples..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");
}
