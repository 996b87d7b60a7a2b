package org.iclsweep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The directions in which packages may use each other. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.iclsweep");

  private static final String EJML = "org.ejml..";
  private static final String VECTORS = "jdk.incubator.vector..";
  private static final String VECTOR_KERNEL = "org.iclsweep.linalg.VectorKernel";
  private static final String JACKSON = "com.fasterxml.jackson..";

  private static void packageMayUse(String name, String... others) {
    List<String> allowed = new ArrayList<>(List.of("java..", "org.iclsweep." + name + ".."));
    for (String other : others) {
      allowed.add(other.contains(".") ? other : "org.iclsweep." + other + "..");
    }
    classes()
        .that()
        .resideInAPackage("org.iclsweep." + name + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .check(CLASSES);
  }

  @Test
  void stateUsesJavaAlone() {
    packageMayUse("state");
  }

  /** Beside EJML it asks the JVM what the machine can do. */
  @Test
  void linalgUsesEjmlAlone() {
    packageMayUse("linalg", "state", EJML, VECTORS, "com.sun.management..");
  }

  /** A JVM without the module must never load a class that uses it. */
  @Test
  void onlyTheVectorKernelUsesVectorsAndNobodyNamesIt() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(VECTOR_KERNEL)
        .should()
        .dependOnClassesThat(resideInAPackage(VECTORS).or(name(VECTOR_KERNEL)))
        .check(CLASSES);
  }

  @Test
  void taskDoesNotKnowTheModel() {
    packageMayUse("task", "state", "linalg", EJML);
  }

  @Test
  void modelKnowsTheTaskAlone() {
    packageMayUse("model", "state", "linalg", "task", EJML);
  }

  @Test
  void objectiveDoesNotKnowOptimizers() {
    packageMayUse("objective", "state", "linalg", "task", "model", EJML);
  }

  @Test
  void optimizerKnowsTheModelAlone() {
    packageMayUse("optimizer", "state", "linalg", "model", EJML);
  }

  @Test
  void theoryChangesNoTraining() {
    packageMayUse("theory", "linalg", "task", "model", EJML, "org.apache.commons.math3..");
  }

  @Test
  void trainingKnowsNothingOfSweeps() {
    packageMayUse(
        "train", "state", "linalg", "task", "model", "objective", "optimizer", "theory", EJML);
  }

  @Test
  void sweepAndReferenceKnowNoSpark() {
    packageMayUse(
        "sweep",
        "state",
        "linalg",
        "task",
        "model",
        "objective",
        "optimizer",
        "theory",
        "train",
        EJML);
    packageMayUse(
        "reference",
        "linalg",
        "task",
        "model",
        "objective",
        "optimizer",
        "theory",
        "train",
        "sweep",
        EJML,
        JACKSON);
  }

  @Test
  void benchmarksKnowNoSpark() {
    packageMayUse(
        "bench",
        "linalg",
        "task",
        "model",
        "objective",
        "optimizer",
        "theory",
        "train",
        "sweep",
        EJML);
  }

  @Test
  void reportsAreMadeOfPlainRecords() {
    packageMayUse(
        "report",
        "train",
        "sweep",
        JACKSON,
        "org.jfree..",
        "org.apache.batik..",
        "com.samskivert.mustache..",
        "org.w3c.dom..",
        "javax.xml..");
  }

  @Test
  void onlyThePackageSparkUsesSpark() {
    noClasses()
        .that(resideOutsideOfPackages("org.iclsweep.spark.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "scala.."))
        .check(CLASSES);
  }

  /** Files are written by the package store, and found, locked and moved by spark. */
  @Test
  void hadoopAndParquetStayWithSparkAndStore() {
    packageMayUse("store", "table", "org.apache.parquet..");
    noClasses()
        .that(resideOutsideOfPackages("org.iclsweep.spark..", "org.iclsweep.store.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.hadoop..", "org.apache.parquet.."))
        .check(CLASSES);
  }

  @Test
  void sparkDoesNoLinearAlgebra() {
    noClasses()
        .that(resideInAnyPackage("org.iclsweep.spark..", "org.iclsweep.cli.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.ejml.data..",
                "org.ejml.dense..",
                "org.iclsweep.linalg..",
                "org.iclsweep.objective.."))
        .check(CLASSES);
  }
}
