package dev.weft.compile;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Computes large constants as rows: element-wise operators on a weight [1433, 16] become a pass
 * over 1433 rows of 16 elements, and a sum of all its elements a sum over those rows. The memory is
 * the same, only read another way.
 */
final class Elements {
  /** Constants up to this width are computed as the single row they are. */
  private static final int SMALL = 128;

  private static final int LANES = 16;

  /** Rows narrower than this are not worth keeping. */
  private static final int NARROWEST = 4;

  private static final int DEEPEST = 32;

  /** Rows of a shape that hold the elements of a constant in order. */
  private record Split(Space space, Shape shape) {}

  private final Simplify simplify;

  Elements(Simplify simplify) {
    this.simplify = simplify;
  }

  /** The operator, over rows when it works on a large constant element by element. */
  Tensor apply(Op op, Space space, Shape shape) {
    if (space != Space.ONE) {
      return plain(op, space, shape);
    }
    return switch (op) {
      case Op.Unary(var f, var x) when fits(shape, x) -> {
        Split split = split(shape, x);
        yield constant(new Op.Unary(f, rows(split, x)), split, shape);
      }
      case Op.Binary(var f, var a, var b) when fits(shape, a, b) -> {
        Split split = split(shape, a, b);
        yield constant(new Op.Binary(f, rows(split, a), rows(split, b)), split, shape);
      }
      case Op.Select(var c, var a, var b) when fits(shape, c, a, b) -> {
        Split split = split(shape, c, a, b);
        yield constant(new Op.Select(rows(split, c), rows(split, a), rows(split, b)), split, shape);
      }
      case Op.Fold(var f, var _, var x)
          when shape.width() == 1 && f != Reduction.PROD && fits(x.shape(), x) ->
          fold(f, x, shape);
      default -> plain(op, space, shape);
    };
  }

  private Tensor plain(Op op, Space space, Shape shape) {
    return simplify.pool().of(op, space, shape);
  }

  /** Whether every input has as many elements as the large result, or one. */
  private static boolean fits(Shape shape, Tensor... inputs) {
    for (Tensor x : inputs) {
      if (x.shape().width() != shape.width() && x.shape().width() != 1) {
        return false;
      }
    }
    return shape.width() > SMALL;
  }

  private Tensor rows(Split split, Tensor x) {
    if (x.shape().width() == 1) {
      return simplify.reshape(x, Shape.SCALAR);
    }
    boolean blocks =
        x.op() instanceof Op.AsConstant(var rows)
            && rows.space() != split.space()
            && simplify.classes().isElements(rows.space());
    Optional<Tensor> recast =
        blocks
            ? recast(split, x.op().inputs().getFirst(), new IdentityHashMap<>(), DEEPEST)
            : Optional.empty();
    return recast.orElseGet(() -> simplify.make(new Op.AsRows(x), split.space(), split.shape()));
  }

  /**
   * What was computed over blocks of elements, over other rows; empty when it goes too deep or was
   * not computed element by element.
   */
  private Optional<Tensor> recast(
      Split split, Tensor x, Map<Tensor, Optional<Tensor>> done, int depth) {
    Optional<Tensor> known = done.get(x);
    if (known == null) {
      known = depth == 0 ? Optional.empty() : recastOnce(split, x, done, depth - 1);
      done.put(x, known);
    }
    return known;
  }

  private Optional<Tensor> recastOnce(
      Split split, Tensor x, Map<Tensor, Optional<Tensor>> done, int depth) {
    if (x.space() == Space.ONE) {
      return x.shape().width() == 1 ? Optional.of(x) : Optional.empty();
    }
    if (x.op() instanceof Op.AsRows(var constant)) {
      return Optional.of(rows(split, constant));
    }
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor input : x.op().inputs()) {
      recast(split, input, done, depth).ifPresent(inputs::add);
    }
    if (inputs.size() < x.op().inputs().size()) {
      return Optional.empty();
    }
    return switch (x.op()) {
      case Op.Unary(var f, var _) ->
          Optional.of(
              simplify.make(new Op.Unary(f, inputs.getFirst()), split.space(), split.shape()));
      case Op.Binary(var f, var _, var _) ->
          Optional.of(
              simplify.make(
                  new Op.Binary(f, inputs.getFirst(), inputs.get(1)),
                  split.space(),
                  split.shape()));
      case Op.Select _ ->
          Optional.of(
              simplify.make(
                  new Op.Select(inputs.getFirst(), inputs.get(1), inputs.get(2)),
                  split.space(),
                  split.shape()));
      default -> Optional.empty();
    };
  }

  private Tensor constant(Op op, Split split, Shape shape) {
    return simplify.make(
        new Op.AsConstant(simplify.make(op, split.space(), split.shape())), Space.ONE, shape);
  }

  private Tensor fold(Reduction f, Tensor x, Shape shape) {
    Tensor rows = rows(split(x.shape(), x), x);
    Tensor sum = simplify.make(new Op.Total(f, rows), Space.ONE, rows.shape());
    Tensor all =
        simplify.make(
            new Op.Fold(f, axes(sum.shape().rank()), sum), Space.ONE, ones(sum.shape().rank()));
    return simplify.reshape(all, shape);
  }

  private static List<Integer> axes(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  private static Shape ones(int rank) {
    return Shape.of(IntStream.range(0, rank).map(axis -> 1).toArray());
  }

  /**
   * The rows to compute a constant as: those of nodes, where it comes from nodes (the gradient of a
   * weight that a sparse matrix multiplies), so that one kernel does both; else blocks of elements.
   */
  private Split split(Shape shape, Tensor... inputs) {
    for (Tensor x : inputs) {
      if (x.op() instanceof Op.AsConstant(var rows)
          && rows.shape().width() >= NARROWEST
          && !simplify.classes().isElements(rows.space())) {
        return new Split(rows.space(), rows.shape());
      }
    }
    int lanes = lanes(shape.width());
    return new Split(simplify.classes().elements(shape.width() / lanes), Shape.of(lanes));
  }

  /**
   * Elements in a row: the largest divisor up to 128 that fills whole vectors, else the largest up
   * to 128.
   */
  static int lanes(int width) {
    int best = 1;
    int bestWhole = 0;
    for (int lanes = 2; lanes <= SMALL; lanes++) {
      if (width % lanes == 0) {
        best = lanes;
        bestWhole = lanes % LANES == 0 ? lanes : bestWhole;
      }
    }
    return bestWhole > 0 ? bestWhole : best;
  }
}
