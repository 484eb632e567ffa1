package dev.weft.kernels.lang;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static final List<Operand> X = List.of(new Operand(DType.FLOAT32, 6));
  private static final Instr LOAD = new Instr.Load(0, At.NEIGHBOR, Shape.of(2, 3));

  private static String refusal(Domain domain, List<Instr> body, Output... outputs) {
    return assertThrows(
            IllegalArgumentException.class, () -> new Kernel(domain, X, body, List.of(outputs)))
        .getMessage();
  }

  private static void refused(String part, Domain domain, List<Instr> body, Output... outputs) {
    String message = refusal(domain, body, outputs);
    assertTrue(message.contains(part), message);
  }

  @Test
  void shapesPlacesAndStagesFollowFromTheBody() {
    Kernel k =
        new Kernel(
            Domain.NEIGHBORS,
            X,
            List.of(
                LOAD,
                new Instr.Reduce(Reduction.MAX, 0),
                new Instr.Binary(BinaryOp.SUB, 0, 1),
                new Instr.Fold(Reduction.SUM, 2, List.of(-1)),
                new Instr.Reduce(Reduction.SUM, 3),
                new Instr.Literal(2)),
            List.of(new Output(4, Target.ROW)));
    assertEquals(Shape.of(2, 1), k.shape(3));
    assertArrayEquals(
        new Place[] {Place.ENTRY, Place.ROW, Place.ENTRY, Place.ENTRY, Place.ROW, Place.UNIFORM},
        k.places());
    assertArrayEquals(new int[] {0, 1, 1, 1, 2, 0}, k.stages());
  }

  @Test
  void equalKernelsAreEqualAndReadable() {
    Kernel a =
        new Kernel(
            Domain.NEIGHBORS,
            X,
            List.of(LOAD, new Instr.Reduce(Reduction.SUM, 0)),
            List.of(new Output(1, Target.ROW)));
    Kernel b =
        new Kernel(
            Domain.NEIGHBORS,
            X,
            List.of(LOAD, new Instr.Reduce(Reduction.SUM, 0)),
            List.of(new Output(1, Target.ROW)));
    assertEquals(a, b);
    assertEquals(a.hashCode(), b.hashCode());
    assertTrue(a.toString().contains("v1   = sum over entries(v0)"), a.toString());
  }

  @Test
  void nonsenseIsRefusedByName() {
    refused(
        "argument v1 does not come before it",
        Domain.NEIGHBORS,
        List.of(LOAD, new Instr.Unary(UnaryOp.EXP, 1)));
    refused(
        "operand 1 does not exist", Domain.ROWS, List.of(new Instr.Load(1, At.ROW, Shape.of(6))));
    refused(
        "row shape [5] has 5 elements; operand 0 has 6 a row",
        Domain.ROWS,
        List.of(new Instr.Load(0, At.ROW, Shape.of(5))));
    refused("only in the NEIGHBORS domain", Domain.ROWS, List.of(LOAD));
    refused("only in the NEIGHBORS domain", Domain.ROWS, List.of(new Instr.Degree()));
    refused(
        "do not broadcast",
        Domain.NEIGHBORS,
        List.of(LOAD, new Instr.Lane(2), new Instr.Binary(BinaryOp.ADD, 0, 1)));
    refused(
        "expected MAX or MIN",
        Domain.NEIGHBORS,
        List.of(LOAD, new Instr.ArgReduce(Reduction.SUM, 0)));
    refused(
        "only an output may read",
        Domain.NEIGHBORS,
        List.of(LOAD, new Instr.ArgReduce(Reduction.MAX, 0), new Instr.Unary(UnaryOp.NEG, 1)));
    refused("needs a Reduce before it", Domain.NEIGHBORS, List.of(LOAD), new Output(0, Target.ROW));
    refused(
        "v3, which does not exist", Domain.NEIGHBORS, List.of(LOAD), new Output(3, Target.EDGE));
    refused(
        "cannot become [7]", Domain.NEIGHBORS, List.of(LOAD, new Instr.Reshape(0, Shape.of(7))));
    refused(
        "reads elements 1 to 6 of a row of 6",
        Domain.NEIGHBORS,
        List.of(LOAD, new Instr.View(0, 1, Shape.of(6), List.of(1))));
    refused("expected INT32", Domain.NEIGHBORS, List.of(new Instr.IsEdge(0, At.ROW, Shape.of(6))));
    refused(
        "expected equal sizes",
        Domain.NEIGHBORS,
        List.of(LOAD, new Instr.Reshape(0, Shape.of(3, 2)), new Instr.Concat(List.of(0, 1), 0)));
    refused(
        "out of range",
        Domain.NEIGHBORS,
        List.of(LOAD, new Instr.Fold(Reduction.SUM, 0, List.of(2))));
  }
}
