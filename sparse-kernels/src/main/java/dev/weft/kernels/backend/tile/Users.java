package dev.weft.kernels.backend.tile;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import java.util.List;

/** Who reads what in a kernel. */
final class Users {
  private Users() {}

  /** The positions an instruction reads. */
  static List<Integer> arguments(Instr instr) {
    return switch (instr) {
      case Instr.Load _,
          Instr.Literal _,
          Instr.Scalar _,
          Instr.Lane _,
          Instr.Degree _,
          Instr.Random _,
          Instr.IsEdge _ ->
          List.of();
      case Instr.Unary(var _, int a) -> List.of(a);
      case Instr.Binary(var _, int a, int b) -> List.of(a, b);
      case Instr.Select(int c, int a, int b) -> List.of(c, a, b);
      case Instr.Reshape(int a, var _) -> List.of(a);
      case Instr.View view -> List.of(view.a());
      case Instr.Concat(List<Integer> parts, int _) -> parts;
      case Instr.Fold(var _, int a, var _) -> List.of(a);
      case Instr.Matmul product -> List.of(product.a());
      case Instr.TypedMatmul typed -> List.of(typed.a());
      case Instr.Reduce(var _, int a) -> List.of(a);
      case Instr.ArgReduce(var _, int a) -> List.of(a);
    };
  }

  /** Which instructions some output depends on. */
  static boolean[] live(Kernel kernel) {
    boolean[] live = new boolean[kernel.body().size()];
    kernel.outputs().forEach(o -> live[o.value()] = true);
    for (int i = live.length - 1; i >= 0; i--) {
      if (live[i]) {
        arguments(kernel.body().get(i)).forEach(a -> live[a] = true);
      }
    }
    return live;
  }

  /** How often every instruction is read, by live instructions and outputs. */
  static int[] counts(Kernel kernel, boolean[] live) {
    int[] counts = new int[live.length];
    for (int i = 0; i < live.length; i++) {
      if (live[i]) {
        arguments(kernel.body().get(i)).forEach(a -> counts[a]++);
      }
    }
    kernel.outputs().forEach(o -> counts[o.value()]++);
    return counts;
  }
}
