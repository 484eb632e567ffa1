package dev.weft.examples.kernels;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.sparse.Csr;
import java.util.List;

/**
 * How often a kernel may round on the way to an output: an operator once, a function three times, a
 * sum as often as it has terms; the errors of factors add up.
 */
final class Roundings {
  private Roundings() {}

  /** The longest path to output {@code o}. */
  static double of(Kernel kernel, Sample sample, int o) {
    long degree = sample.csr().map(Roundings::degree).orElse(0L);
    double[] longest = new double[kernel.body().size()];
    for (int i = 0; i < longest.length; i++) {
      longest[i] = of(kernel, longest, i, degree);
    }
    Kernel.Output output = kernel.outputs().get(o);
    boolean total = output.target() != Target.ROW && output.target() != Target.EDGE;
    return 2 + longest[output.value()] + (total ? sample.rows() : 0);
  }

  /**
   * True when output {@code o} may be the root of a difference (a standard deviation): near 0 it
   * has half the digits, so its square is what can be compared.
   */
  static boolean rooted(Kernel kernel, int o) {
    boolean[] root = new boolean[kernel.body().size()];
    for (int i = 0; i < root.length; i++) {
      Instr instr = kernel.body().get(i);
      root[i] =
          instr instanceof Instr.Unary(UnaryOp op, int _) && op == UnaryOp.SQRT
              || arguments(instr).stream().anyMatch(a -> root[a]);
    }
    return root[kernel.outputs().get(o).value()];
  }

  private static List<Integer> arguments(Instr instr) {
    return switch (instr) {
      case Instr.Unary(var _, int a) -> List.of(a);
      case Instr.Binary(var _, int a, int b) -> List.of(a, b);
      case Instr.Select(int _, int a, int b) -> List.of(a, b);
      case Instr.Reshape(int a, var _) -> List.of(a);
      case Instr.View view -> List.of(view.a());
      case Instr.Concat(List<Integer> parts, int _) -> parts;
      case Instr.Fold(var _, int a, var _) -> List.of(a);
      case Instr.Matmul product -> List.of(product.a());
      case Instr.TypedMatmul typed -> List.of(typed.a());
      case Instr.Reduce(var _, int a) -> List.of(a);
      case Instr.Load _,
          Instr.Literal _,
          Instr.Scalar _,
          Instr.Degree _,
          Instr.Lane _,
          Instr.Random _,
          Instr.ArgReduce _,
          Instr.IsEdge _ ->
          List.of();
    };
  }

  private static double of(Kernel kernel, double[] longest, int i, long degree) {
    return switch (kernel.body().get(i)) {
      case Instr.Unary(var _, int a) -> longest[a] + 3;
      case Instr.Binary(var op, int a, int b) ->
          switch (op) {
            case ADD, SUB, MAX, MIN, EQ, NE, LT, LE, GT, GE -> Math.max(longest[a], longest[b]) + 1;
            case MUL, DIV, POW -> longest[a] + longest[b] + 1;
          };
      case Instr.Select(int _, int a, int b) -> Math.max(longest[a], longest[b]);
      case Instr.Reshape(int a, var _) -> longest[a];
      case Instr.View view -> longest[view.a()];
      case Instr.Concat(List<Integer> parts, int _) ->
          parts.stream().mapToDouble(p -> longest[p]).max().orElseThrow();
      case Instr.Fold(var _, int a, var _) -> longest[a] + kernel.shape(a).width();
      case Instr.Matmul product -> longest[product.a()] + kernel.shape(product.a()).dim(-1) + 1;
      case Instr.TypedMatmul typed -> longest[typed.a()] + kernel.shape(typed.a()).dim(-1) + 1;
      case Instr.Reduce(var _, int a) -> longest[a] + degree;
      case Instr.Load _, Instr.Literal _, Instr.Scalar _, Instr.Degree _ -> 1;
      case Instr.Lane _, Instr.Random _, Instr.ArgReduce _, Instr.IsEdge _ -> 0;
    };
  }

  private static long degree(Csr csr) {
    long most = 0;
    for (long r = 0; r < csr.rows(); r++) {
      most = Math.max(most, csr.degree(r));
    }
    return most;
  }
}
