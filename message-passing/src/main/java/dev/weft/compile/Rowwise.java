package dev.weft.compile;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** The instruction of an operator that computes a row from the same row of its inputs. */
final class Rowwise {
  private Rowwise() {}

  /**
   * @param shape row shape of the result
   * @param a positions of the inputs
   * @param emit adds an instruction before it
   */
  static Instr instr(Op op, Shape shape, int[] a, ToIntFunction<Instr> emit) {
    return switch (op) {
      case Op.Unary(var f, var _) -> new Instr.Unary(f, a[0]);
      case Op.Binary(var f, var _, var _) -> new Instr.Binary(f, a[0], a[1]);
      case Op.Select _ -> new Instr.Select(a[0], a[1], a[2]);
      case Op.Reshape _ -> new Instr.Reshape(a[0], shape);
      case Op.Transpose(var axes, var x) ->
          view(a[0], 0, shape, permuted(Identities.strides(x.shape()), axes));
      case Op.Slice(var axis, var start, var _, var x) -> {
        int[] strides = Identities.strides(x.shape());
        yield view(a[0], start * strides[axis], shape, strides);
      }
      case Op.Expand(var x) -> view(a[0], 0, shape, stretched(x.shape(), shape));
      case Op.Pad(var axis, var before, var after, var x) ->
          pad(axis, before, after, x.shape(), a[0], emit);
      case Op.Concat(var axis, var _) -> new Instr.Concat(Arrays.stream(a).boxed().toList(), axis);
      case Op.Fold(var f, var axes, var _) -> new Instr.Fold(f, a[0], axes);
      default ->
          throw new IllegalArgumentException(
              op.getClass().getSimpleName() + " is not computed row by row.");
    };
  }

  private static Instr view(int a, int offset, Shape shape, int[] strides) {
    return new Instr.View(a, offset, shape, Arrays.stream(strides).boxed().toList());
  }

  private static int[] permuted(int[] strides, List<Integer> axes) {
    return axes.stream().mapToInt(axis -> strides[axis]).toArray();
  }

  private static int[] stretched(Shape from, Shape to) {
    int[] strides = new int[to.rank()];
    int[] own = Identities.strides(from);
    for (int axis = 0; axis < own.length; axis++) {
      strides[to.rank() - own.length + axis] = from.dim(axis) == 1 ? 0 : own[axis];
    }
    return strides;
  }

  private static Instr pad(
      int axis, int before, int after, Shape shape, int a, ToIntFunction<Instr> emit) {
    List<Integer> parts = new ArrayList<>();
    if (before > 0) {
      parts.add(zeros(shape.with(axis, before), emit));
    }
    parts.add(a);
    if (after > 0) {
      parts.add(zeros(shape.with(axis, after), emit));
    }
    return new Instr.Concat(parts, axis);
  }

  private static int zeros(Shape shape, ToIntFunction<Instr> emit) {
    int zero = emit.applyAsInt(new Instr.Literal(0));
    return emit.applyAsInt(view(zero, 0, shape, new int[shape.rank()]));
  }
}
