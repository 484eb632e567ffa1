package dev.weft.compile;

import static dev.weft.kernels.lang.BinaryOp.MUL;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Products with a matrix for each type. On edges a product is computed within the kernel that uses
 * it, so only its matrices must be in memory; on other rows it is a step of its own.
 *
 * <p>A sum of outer products takes rows of nodes through the ends of edges. What weights an edge as
 * a whole is brought to the second side: {@code (u · s)ᵀ · v} is {@code uᵀ · (v · s)}.
 */
final class TypedProducts {
  private final Simplify simplify;

  TypedProducts(Simplify simplify) {
    this.simplify = simplify;
  }

  /** With the matrices as [..., k, n]: kernels read whole rows of them. */
  Tensor matmul(Op.TypedMatmul typed, Shape shape) {
    Tensor x = typed.x();
    Tensor w = typed.factor() == Factor.PLAIN ? typed.w() : transposed(typed.w());
    Tensor rows = x.space() instanceof EdgeList ? x : simplify.computed(x);
    return simplify
        .pool()
        .of(
            new Op.TypedMatmul(typed.types(), rows, simplify.computed(w), Factor.PLAIN),
            x.space(),
            shape);
  }

  private Tensor transposed(Tensor w) {
    int rank = w.shape().rank();
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    axes.set(rank - 2, rank - 1);
    axes.set(rank - 1, rank - 2);
    int[] dims = w.shape().dims();
    dims[rank - 2] = w.shape().dim(-1);
    dims[rank - 1] = w.shape().dim(-2);
    return simplify.make(new Op.Transpose(axes, w), w.space(), Shape.of(dims));
  }

  /** With both sides as rows in memory or at ends of edges, and one factor for every edge. */
  Tensor outerSum(Op.TypedOuterSum typed, Space space, Shape shape) {
    List<Tensor> factors = new ArrayList<>();
    Tensor x = rows(typed.x(), factors);
    Tensor y = rows(typed.y(), factors);
    Tensor weighted =
        factors.stream()
            .reduce((a, b) -> simplify.binary(MUL, a, b))
            .map(factor -> scaled(y, factor))
            .orElse(y);
    return simplify.pool().of(new Op.TypedOuterSum(typed.types(), x, weighted), space, shape);
  }

  /** Rows of memory or of one end; what else they are multiplied with goes to the factors. */
  private Tensor rows(Tensor x, List<Tensor> factors) {
    if (x.op() instanceof Op.Binary(var f, var a, var b)
        && f == MUL
        && x.space() instanceof EdgeList) {
      if (isFactor(b, a, x)) {
        factors.add(narrow(b, x));
        return rows(a, factors);
      }
      if (isFactor(a, b, x)) {
        factors.add(narrow(a, x));
        return rows(b, factors);
      }
    }
    if (x.op() instanceof Op.Reshape(var inner)
        && inner.op() instanceof Op.Binary(var f, var a, var b)
        && f == MUL
        && x.space() instanceof EdgeList) {
      if (stretched(b).shape().width() == 1 && isFactor(b, a, inner)) {
        factors.add(narrow(b, x));
        return rows(simplify.reshape(a, x.shape()), factors);
      }
      if (stretched(a).shape().width() == 1 && isFactor(a, b, inner)) {
        factors.add(narrow(a, x));
        return rows(simplify.reshape(b, x.shape()), factors);
      }
    }
    if (x.op() instanceof Op.At(var edges, var end, var node)) {
      return simplify
          .pool()
          .of(new Op.At(edges, end, simplify.computed(node)), x.space(), x.shape());
    }
    return simplify.computed(x);
  }

  /** Whether a product x is rows times one number for each block of a row. */
  private static boolean isFactor(Tensor factor, Tensor rows, Tensor x) {
    return rows.space() instanceof EdgeList
        && rows.shape().equals(x.shape())
        && isNarrow(stretched(factor), x.shape());
  }

  private static boolean isNarrow(Tensor factor, Shape shape) {
    return factor.shape().width() == 1 || factor.shape().equals(shape.with(-1, 1));
  }

  /** The tensor below an expansion, which a factor does not need. */
  private static Tensor stretched(Tensor x) {
    return x.op() instanceof Op.Expand(var narrow) ? narrow : x;
  }

  private Tensor narrow(Tensor factor, Tensor x) {
    Tensor small = stretched(factor);
    if (small.shape().width() > 1) {
      return small;
    }
    int[] ones = new int[x.shape().rank()];
    Arrays.fill(ones, 1);
    return simplify.reshape(small, Shape.of(ones));
  }

  /** Not simplified, so that the step finds the factor where it looks for it: see {@link Side}. */
  private Tensor scaled(Tensor rows, Tensor factor) {
    Shape one = rows.shape().with(-1, 1);
    boolean stands = factor.shape().equals(one) && factor.space() != Space.ONE;
    Tensor each = stands ? factor : simplify.make(new Op.Expand(factor), rows.space(), one);
    return simplify
        .pool()
        .of(new Op.Binary(MUL, rows, simplify.computed(each)), rows.space(), rows.shape());
  }
}
