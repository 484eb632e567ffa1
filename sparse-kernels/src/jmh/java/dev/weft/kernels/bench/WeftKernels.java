package dev.weft.kernels.bench;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.bench.Case.Name;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Storage;
import java.util.List;
import java.util.Optional;

/** This library: kernels in the kernel language, as the compiler of expressions writes them. */
final class WeftKernels implements Contender {
  private final Backend backend;

  WeftKernels(String backend) {
    this.backend = Backends.named(backend);
  }

  /** Rows of mixed types are a step of the compiler above this module. */
  @Override
  public boolean has(Operator operator, int heads) {
    return operator != Operator.GATHER_MM;
  }

  @Override
  public Runnable prepare(Case on) {
    return switch (on.operator.result()) {
      case ROWS -> segments(on);
      case SQUARE -> sgemm(on);
      case STRUCTURE -> () -> on.coo.transpose().toCsr();
      case NODES, EDGES, EDGE_HEADS, WIDE_EDGES -> launch(backend, on, body(on), on.result());
    };
  }

  private Runnable segments(Case on) {
    HostStorage a = on.get(Name.A);
    HostStorage b = on.get(Name.B);
    HostStorage c = on.get(Name.C);
    long[] offsets = on.offsets();
    return () -> backend.dense().segmentMatmul(a, offsets, b, Factor.PLAIN, c);
  }

  private Runnable sgemm(Case on) {
    HostStorage a = on.get(Name.A);
    HostStorage b = on.get(Name.B);
    HostStorage c = on.get(Name.C);
    return () -> backend.dense().matmul(a, b, Factor.PLAIN, c);
  }

  /** One run of a kernel over the in-edges of all nodes. */
  static Runnable launch(Backend backend, Case on, Body body, Storage result) {
    CompiledKernel kernel = backend.compile(body.kernel());
    List<Storage> operands = body.names().stream().<Storage>map(on::get).toList();
    Launch launch =
        new Launch(
            on.in.rows(),
            Optional.of(on.in),
            operands,
            List.of(result),
            new double[0],
            new long[0]);
    return () -> kernel.run(launch);
  }

  /** The kernel of an operator over a graph. */
  static Body body(Case on) {
    Body b = new Body();
    Shape row = Shape.of(on.width);
    Shape rows = Shape.of(on.heads, on.width / on.heads);
    Shape perHead = Shape.of(on.heads, 1);
    switch (on.operator) {
      case GSPMM_COPY_U -> sum(b, b.load(Name.X, At.NEIGHBOR, row));
      case GSPMM_COPY_U_MEAN ->
          b.out(b.reduce(Reduction.MEAN, b.load(Name.X, At.NEIGHBOR, row)), Target.ROW);
      case GSPMM_COPY_U_MAX ->
          b.out(b.reduce(Reduction.MAX, b.load(Name.X, At.NEIGHBOR, row)), Target.ROW);
      case GSPMM_U_MUL_E_SUM ->
          sum(b, times(b, b.load(Name.X, At.NEIGHBOR, row), weight(b, Shape.of(1))));
      case GSPMM_U_MUL_E_HEADS ->
          sum(b, times(b, b.load(Name.X, At.NEIGHBOR, rows), weight(b, perHead)));
      case GSDDMM_U_DOT_V ->
          b.out(b.dot(b.load(Name.X, At.NEIGHBOR, row), own(b, row)), Target.EDGE);
      case GSDDMM_U_ADD_V -> b.out(ends(b, BinaryOp.ADD, row), Target.EDGE);
      case EDGE_SOFTMAX -> b.out(b.softmax(weight(b, perHead)), Target.EDGE);
      case GAT -> {
        int left = b.load(Name.LEFT, At.NEIGHBOR, perHead);
        int score = b.leakyRelu(b.binary(BinaryOp.ADD, left, b.load(Name.RIGHT, At.ROW, perHead)));
        sum(b, times(b, b.softmax(score), b.load(Name.X, At.NEIGHBOR, rows)));
      }
      case RELU_ADD_SUM -> sum(b, b.relu(ends(b, BinaryOp.ADD, row)));
      case RELU_EDGE_SUM ->
          sum(
              b,
              b.relu(
                  b.binary(
                      BinaryOp.ADD,
                      b.load(Name.X, At.NEIGHBOR, row),
                      b.load(Name.E, At.EDGE, row))));
      case GATED_SUM -> {
        int u = b.load(Name.X, At.NEIGHBOR, row);
        sum(b, times(b, u, b.unary(UnaryOp.SIGMOID, b.dot(u, own(b, row)))));
      }
      case EDGE_CONV_MAX -> {
        int largest = b.reduce(Reduction.MAX, b.load(Name.X, At.NEIGHBOR, row));
        int above = b.unlessIsolated(b.binary(BinaryOp.SUB, largest, own(b, row)));
        b.out(b.relu(above), Target.ROW);
      }
      case SEGMENT_MM, GATHER_MM, SGEMM, COO_TO_CSC ->
          throw new IllegalArgumentException(on.operator.text() + " is no kernel over a graph.");
    }
    return b;
  }

  private static void sum(Body b, int message) {
    b.out(b.reduce(Reduction.SUM, message), Target.ROW);
  }

  private static int times(Body b, int x, int y) {
    return b.binary(BinaryOp.MUL, x, y);
  }

  private static int weight(Body b, Shape shape) {
    return b.load(Name.W, At.EDGE, shape);
  }

  private static int own(Body b, Shape row) {
    return b.load(Name.X, At.ROW, row);
  }

  private static int ends(Body b, BinaryOp op, Shape row) {
    return b.binary(op, b.load(Name.X, At.NEIGHBOR, row), own(b, row));
  }
}
