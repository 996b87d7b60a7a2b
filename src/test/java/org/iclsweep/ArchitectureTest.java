package org.iclsweep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.sun.net.httpserver.HttpServer;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  private static final String CODEC = "org.apache.commons.codec..";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String JFREECHART = "org.jfree..";
  private static final String BATIK = "org.apache.batik..";

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

  /** Spark serializes configurations on their way to executors; files hold values alone. */
  @Test
  void filesAreNotDeserialized() {
    noClasses()
        .that()
        .resideInAnyPackage("..state..", "..store..", "..query..", "..report..", "..cli..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ObjectInputStream.class)
        .check(CLASSES);
  }

  @Test
  void noPortIsOpened() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ServerSocket.class, ServerSocketChannel.class, HttpServer.class)
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
    packageMayUse("task", "state", "linalg", EJML, CODEC);
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
        EJML,
        CODEC);
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
        "table",
        "store",
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
  void formatUsesJavaAlone() {
    packageMayUse("format");
  }

  @Test
  void claimsAreTextAlone() {
    packageMayUse("claim", "format", "sweep", JACKSON);
  }

  @Test
  void reportsAreMadeOfPlainRecords() {
    packageMayUse(
        "report",
        "claim",
        "format",
        "train",
        "sweep",
        "table",
        "org.apache.commons.lang3..",
        JACKSON,
        CODEC,
        JFREECHART,
        BATIK,
        "com.samskivert.mustache..",
        "org.w3c.dom..",
        "javax.xml..");
    packageMayUse("report.data", "claim", "format", "train", "sweep", "table");
    packageMayUse(
        "report.figure",
        "org.iclsweep.report.data..",
        "org.iclsweep.report.plot..",
        "sweep",
        JFREECHART);
  }

  @Test
  void plotsKnowNothingOfSweeps() {
    packageMayUse("report.plot", "format", JFREECHART, BATIK, "org.w3c.dom..", "javax.xml..");
  }

  @Test
  void partsOfReportsHaveNoCircle() {
    slices().matching("org.iclsweep.report.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void tablesOpenNoFile() {
    packageMayUse("table", "task", "model", "optimizer", "theory", "train", "sweep");
  }

  @Test
  void theStoreKnowsFilesAndNeitherSparkNorTraining() {
    packageMayUse(
        "store",
        "claim",
        "table",
        "sweep",
        JACKSON,
        "javax.net.ssl",
        "org.ejml", // its version is written down
        "org.apache.hadoop..",
        "org.apache.parquet..",
        CODEC);
  }

  @Test
  void questionsAreAskedOfSparkAlone() {
    packageMayUse(
        "query",
        "claim",
        "format",
        "table",
        "store",
        "spark",
        "sweep",
        "train",
        "org.apache.spark.sql..",
        "scala..",
        "org.apache.commons.lang3..");
  }

  @Test
  void jobsAskNoQuestions() {
    noClasses()
        .that()
        .resideInAPackage("org.iclsweep.spark..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.iclsweep.query..",
                "org.iclsweep.report..",
                "org.iclsweep.cli..",
                "org.apache.parquet.."))
        .check(CLASSES);
  }

  @Test
  void sparkIsUsedByJobsAndQuestionsAlone() {
    noClasses()
        .that(resideOutsideOfPackages("org.iclsweep.spark..", "org.iclsweep.query.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "scala.."))
        .check(CLASSES);
    noClasses()
        .that(resideInAPackage("org.iclsweep.cli.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.hadoop..", "org.apache.parquet.."))
        .check(CLASSES);
  }

  @Test
  void sparkDoesNoLinearAlgebra() {
    noClasses()
        .that(
            resideInAnyPackage(
                "org.iclsweep.spark..",
                "org.iclsweep.query..",
                "org.iclsweep.store..",
                "org.iclsweep.cli.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.ejml.data..",
                "org.ejml.dense..",
                "org.iclsweep.linalg..",
                "org.iclsweep.objective.."))
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCircle() {
    slices().matching("org.iclsweep.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Nested classes belong to the class that they are in. */
  @Test
  void classesHaveNoCircle() {
    SliceAssignment outermost =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("org.iclsweep")
                ? SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""))
                : SliceIdentifier.ignore();
          }

          @Override
          public String getDescription() {
            return "outermost classes";
          }
        };
    slices().assignedFrom(outermost).should().beFreeOfCycles().check(CLASSES);
  }

  /** {@code mvn test} is quick: what starts Spark, HDFS, a server or a browser is named IT. */
  @Test
  void unitTestsStartNothing() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("org.iclsweep");
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Test")
        .should()
        .transitivelyDependOnClassesThat(
            resideInAnyPackage("org.openqa..", "org.apache.hadoop.hdfs..", "org.gaul..")
                .or(STARTING))
        .check(tests);
  }

  private static final DescribedPredicate<JavaClass> STARTING =
      DescribedPredicate.describe(
          "start Spark",
          c ->
              Set.of(
                      "org.apache.spark.sql.SparkSession",
                      "org.iclsweep.spark.Session",
                      "org.iclsweep.cli.CommandLineRunner")
                  .contains(c.getName()));
}
