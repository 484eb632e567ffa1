package dev.weft.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Who may know whom, and why: the six modules, and the libraries that each of them stands on.
 *
 * <p>Maven already keeps a module from the modules above it. What it cannot see is here: the
 * packages inside a module that a library must not leave, and what comes along transitively.
 */
@AnalyzeClasses(packages = "dev.weft", importOptions = ArchitectureTest.MainClasses.class)
final class ArchitectureTest {

  private static final String[] KERNELS = {"dev.weft.kernels.."};
  private static final String[] GRAPH = {"dev.weft.graph.."};
  private static final String[] MESSAGE_PASSING = {
    "dev.weft.tensor..",
    "dev.weft.autograd..",
    "dev.weft.interpreter..",
    "dev.weft.compile..",
    "dev.weft.message..",
    "dev.weft.nd4j.."
  };
  private static final String[] NN = {"dev.weft.nn.."};
  private static final String[] DATASETS = {"dev.weft.datasets.."};
  private static final String[] EXAMPLES = {"dev.weft.examples.."};

  @ArchTest
  static final ArchRule dependenciesPointDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("sparse-kernels")
          .definedBy(KERNELS)
          .layer("graph")
          .definedBy(GRAPH)
          .layer("message-passing")
          .definedBy(MESSAGE_PASSING)
          .layer("nn")
          .definedBy(NN)
          .layer("datasets")
          .definedBy(DATASETS)
          .layer("examples")
          .definedBy(EXAMPLES)
          .whereLayer("sparse-kernels")
          .mayNotAccessAnyLayer()
          .whereLayer("graph")
          .mayOnlyAccessLayers("sparse-kernels")
          .whereLayer("message-passing")
          .mayOnlyAccessLayers("graph", "sparse-kernels")
          .whereLayer("nn")
          .mayOnlyAccessLayers("message-passing", "graph", "sparse-kernels")
          .whereLayer("datasets")
          .mayOnlyAccessLayers("graph", "sparse-kernels")
          .whereLayer("examples")
          .mayNotBeAccessedByAnyLayer()
          .because(
              "a reader may stop at any module and understand it with those below it alone, and"
                  + " graphs and kernels are useful without tensors");

  @ArchTest
  static final ArchRule everyClassBelongsToAModule =
      classes()
          .should()
          .resideInAnyPackage(join(KERNELS, GRAPH, MESSAGE_PASSING, NN, DATASETS, EXAMPLES))
          .because("a class outside the modules' packages escapes every other rule here");

  @ArchTest
  static final ArchRule kernelsKnowTheJdkAndBlas =
      classes()
          .that()
          .resideInAnyPackage(KERNELS)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.weft.kernels..", "java..", "javax..", "jdk..", "org.bytedeco..", "jcuda.."))
          .allowEmptyShould(true)
          .because(
              "a kernel sees index arrays and numbers: neither a graph, a tensor, a gradient nor a"
                  + " framework");

  @ArchTest
  static final ArchRule graphsAndDatasetsKnowNoTensor =
      noClasses()
          .that()
          .resideInAnyPackage(join(GRAPH, DATASETS))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MESSAGE_PASSING)
          .allowEmptyShould(true)
          .because("they hand out columns, which a tensor wraps in place and a table can show");

  @ArchTest
  static final ArchRule jcudaStaysInTheCudaBackend =
      onlyIn(resideInAnyPackage("dev.weft.kernels.backend.cuda.driver.."), "jcuda..")
          .because("a machine without a GPU must never load a class that links to one");

  @ArchTest
  static final ArchRule bytedecoStaysWithTheKernels =
      onlyIn(resideInAnyPackage("dev.weft.kernels..", "dev.weft.nd4j.."), "org.bytedeco..")
          .because("native libraries are found and loaded in one place; ND4J brings its own");

  @ArchTest
  static final ArchRule arrowStaysInTheStore =
      onlyIn(resideInAnyPackage("dev.weft.graph.arrow.."), "org.apache.arrow..")
          .because("all others see columns: dtype, shape and memory, whoever holds them");

  @ArchTest
  static final ArchRule jgraphtStaysAtTheDoor =
      onlyIn(
              resideInAnyPackage("dev.weft.graph.jgrapht..", "dev.weft.examples..")
                  .or(
                      resideInAnyPackage("dev.weft.datasets..")
                          .and(simpleNameStartingWith("Karate"))),
              "org.jgrapht..")
          .because(
              "graphs come in and go out through one package; the karate club is JGraphT's own");

  @ArchTest
  static final ArchRule nd4jStaysAtTheDoor =
      onlyIn(resideInAnyPackage("dev.weft.nd4j.."), "org.nd4j..")
          .because(
              "its classes cost 0.7 s and 117 MB to load: only a program that asks for an INDArray"
                  + " pays");

  @ArchTest
  static final ArchRule chanceComesFromASeed =
      noClasses()
          .should()
          .callConstructor(Random.class)
          .orShould()
          .callConstructor(SplittableRandom.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocalRandom.class)
          .orShould()
          .callMethod(Math.class, "random")
          .because("the same seed gives the same bits, whatever the threads and the clock do");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackages(EXAMPLES)
          .should(ACCESS_STANDARD_STREAMS)
          .allowEmptyShould(true)
          .because("a library's words go to the logger that its user chose");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses()
          .should()
          .haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
          .because("such a name says that its author had none");

  /** Nobody but {@code inside} depends on the classes of {@code library}. */
  private static ClassesShouldConjunction onlyIn(
      DescribedPredicate<JavaClass> inside, String library) {
    return noClasses().that(not(inside)).should().dependOnClassesThat().resideInAPackage(library);
  }

  private static String[] join(String[]... parts) {
    return Stream.of(parts).flatMap(Stream::of).toArray(String[]::new);
  }

  /**
   * What is shipped: the modules' classes and jars without their tests, wherever the build puts
   * them.
   */
  static final class MainClasses implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }
}
