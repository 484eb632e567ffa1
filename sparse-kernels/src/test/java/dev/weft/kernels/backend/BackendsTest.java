package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.memory.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendsTest {
  @Test
  void withTheVectorModuleTheVectorBackendIsChosen() {
    assertEquals("vector", Backends.current().name());
    assertEquals(DType.FLOAT32, Backends.current().computeType());
  }

  @Test
  void aBackendIsMadeOnceAndMayBeForced() {
    Backend before = Backends.current();
    try {
      assertSame(Backends.named("portable"), Backends.use("portable"));
      assertSame(Backends.named("portable"), Backends.current());
    } finally {
      Backends.use(before.name());
    }
  }

  @Test
  void withoutADriverTheCudaBackendSaysWhatToInstall() {
    assumeFalse(hasDriver(), "an NVIDIA driver is installed");
    String cuda =
        assertThrows(IllegalStateException.class, () -> Backends.named("cuda")).getMessage();
    assertEquals(
        "Backend cuda: the NVIDIA driver (libcuda.so.1) is not installed; install it, 525 or newer, or use vector. docs/gpu.md says more.",
        cuda);
  }

  private static boolean hasDriver() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup("libcuda.so.1", arena);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void aBackendThatDoesNotExistIsRefusedWithTheNamesOfThoseThatDo() {
    String typo =
        assertThrows(IllegalArgumentException.class, () -> Backends.use("vektor")).getMessage();
    assertEquals(
        "Backend vektor: there is no such backend; expected one of [reference, portable, vector, cuda].",
        typo);
  }

  @Test
  void aLaunchThatDoesNotFitIsRefusedBeforeItRuns() {
    Bodies b = new Bodies(Domain.ROWS);
    b.out(b.load(At.ROW, 3), Target.ROW);
    Kernel kernel = b.kernel();
    KernelRuns.Problem ten =
        KernelRuns.problem(kernel, 10, Optional.empty(), () -> 1, Stride.TIGHT);
    for (String name : List.of("reference", "portable", "vector")) {
      Backend backend = Backends.named(name);
      KernelRuns.Problem more =
          new KernelRuns.Problem(
              kernel, 11, Optional.empty(), ten.inputs(), ten.scalars(), ten.keys(), Stride.TIGHT);
      String message =
          assertThrows(IllegalArgumentException.class, () -> KernelRuns.run(backend, more))
              .getMessage();
      assertTrue(
          message.startsWith("Launch(rows=11): operand 0 has rows=10; expected at least 11."),
          message);
      Launch none =
          new Launch(1, Optional.empty(), List.of(), List.of(), new double[0], new long[0]);
      String empty =
          assertThrows(IllegalArgumentException.class, () -> backend.compile(kernel).run(none))
              .getMessage();
      assertTrue(empty.startsWith("Launch(rows=1): 0 operands came; expected 1."), empty);
    }
  }

  @Test
  void descriptionsNameTheBackendAndWhatIsDirect() {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    b.out(
        b.add(
            new dev.weft.kernels.lang.Instr.Reduce(
                dev.weft.kernels.lang.Reduction.SUM, b.load(At.NEIGHBOR, 8))),
        Target.ROW);
    String text = Backends.named("vector").compile(b.kernel()).describe();
    assertTrue(text.startsWith("vector: tiles of ") && text.endsWith(", direct SUM of rows"), text);
  }
}
