package dev.weft.tensor;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import java.util.List;

/**
 * The operator algebra: everything a {@link Tensor} can be. Small and closed under differentiation;
 * layers, losses and optimisers are compositions. Space, row shape and dtype of the result stand in
 * the tensor.
 */
public sealed interface Op {
  /** How many tensors this operator reads. */
  int arity();

  /** The tensor that {@link #inputs} has at this place; allocates nothing. */
  Tensor input(int place);

  /** An operator that reads no tensor. */
  sealed interface Leaf extends Op {
    @Override
    default int arity() {
      return 0;
    }

    @Override
    default Tensor input(int place) {
      throw new IndexOutOfBoundsException(place);
    }
  }

  /** An operator on one tensor. */
  sealed interface OfOne extends Op {
    /** The tensor it reads. */
    Tensor x();

    @Override
    default int arity() {
      return 1;
    }

    @Override
    default Tensor input(int place) {
      return x();
    }
  }

  /** Which end of an edge. */
  enum End {
    /** The node an edge leaves. */
    SRC,
    /** The node an edge enters. */
    DST;

    /** The nodes at this end of the edges. */
    public NodeSet of(EdgeList edges) {
      return this == SRC ? edges.src() : edges.dst();
    }

    /** The other end. */
    public End other() {
      return this == SRC ? DST : SRC;
    }
  }

  /**
   * What numbers a random draw: the element's row, or the (source, destination) pair of its edge as
   * in a dense matrix.
   */
  enum Draw {
    /** {@code row · width + position}. */
    ELEMENT,
    /** {@code (source · number of destinations + destination) · width + position}. */
    PAIR
  }

  // ---- leaves ----

  /** Data in memory. */
  record Stored(Value value) implements Leaf {}

  /** A parameter as it was at {@code version}. */
  record Read(Parameter parameter, long version) implements Leaf {}

  /** A number that is part of the program. Space ONE, shape []. */
  record Literal(double value) implements Leaf {}

  /**
   * A number given at run time (learning rate, step): programs that differ only in it are the same.
   * Space ONE, shape [].
   */
  record Scalar(double value) implements Leaf {}

  /** The number of rows of a space, known at run time. Space ONE, shape []. */
  record Count(Space of) implements Leaf {}

  /** 0, 1, ..., n - 1. Space ONE, shape [n]. */
  record Lane() implements Leaf {}

  /**
   * Uniform numbers in [0, 1): a pure function of the key (given at run time) and the logical
   * element.
   */
  record Random(long key, Draw draw) implements Leaf {}

  // ---- element by element, row shapes broadcast ----

  /** {@code op(x)}. */
  record Unary(UnaryOp op, Tensor x) implements OfOne {}

  /** {@code op(a, b)}. */
  record Binary(BinaryOp op, Tensor a, Tensor b) implements Op {
    @Override
    public int arity() {
      return 2;
    }

    @Override
    public Tensor input(int place) {
      return place == 0 ? a : b;
    }
  }

  /** {@code condition != 0 ? a : b}. */
  record Select(Tensor condition, Tensor a, Tensor b) implements Op {
    @Override
    public int arity() {
      return 3;
    }

    @Override
    public Tensor input(int place) {
      return place == 0 ? condition : place == 1 ? a : b;
    }
  }

  // ---- the shape of a row ----

  /** The same elements in row-major order under another shape. */
  record Reshape(Tensor x) implements OfOne {}

  /** Axis i of the result is axis {@code axes[i]} of x. */
  record Transpose(List<Integer> axes, Tensor x) implements OfOne {}

  /** Positions {@code start} to {@code end} - 1 along an axis. */
  record Slice(int axis, int start, int end, Tensor x) implements OfOne {}

  /** Zeros before and after along an axis: the adjoint of Slice. */
  record Pad(int axis, int before, int after, Tensor x) implements OfOne {}

  /**
   * Sizes of 1 stretched, and axes added in front, to the tensor's shape; a constant's row given to
   * every row of the tensor's space.
   */
  record Expand(Tensor x) implements OfOne {}

  /** Parts one after another along an axis. */
  record Concat(int axis, List<Tensor> parts) implements Op {
    @Override
    public int arity() {
      return parts.size();
    }

    @Override
    public Tensor input(int place) {
      return parts.get(place);
    }

    @Override
    public List<Tensor> inputs() {
      return parts;
    }
  }

  /** Reduced within the row; the axes keep size 1. Never MEAN. */
  record Fold(Reduction op, List<Integer> axes, Tensor x) implements OfOne {}

  // ---- between spaces ----

  /** Reduced over all rows: any space to ONE. SUM, MAX or MIN; 0 over no rows. */
  record Total(Reduction op, Tensor x) implements OfOne {}

  /** A constant [n, ...] seen as n plain rows [...]. */
  record AsRows(Tensor x) implements OfOne {}

  /** n rows [...] seen as a constant [n, ...]: the inverse of AsRows. */
  record AsConstant(Tensor x) implements OfOne {}

  /** The same rows under another space of equal size. */
  record InSpace(Tensor x) implements OfOne {}

  /** Node to edge: the row of every edge's {@code end}. */
  record At(EdgeList edges, End end, Tensor x) implements OfOne {}

  /** Edge to node: reduced over the edges that have a node as their {@code end}. */
  record Reduce(EdgeList edges, End end, Reduction op, Tensor x) implements OfOne {}

  /** The edge id that MAX or MIN chose; int32, -1 where there is none, lowest id of equals. */
  record Arg(EdgeList edges, End end, Reduction op, Tensor x) implements OfOne {}

  /** Edge space: 1 where the {@code end}'s row of {@code arg} names this edge, else 0. */
  record IsEdge(EdgeList edges, End end, Tensor arg) implements Op {
    @Override
    public int arity() {
      return 1;
    }

    @Override
    public Tensor input(int place) {
      return arg;
    }
  }

  /** Edge space: exp(x) normalised over the edges that share their {@code end}. */
  record Softmax(EdgeList edges, End end, Tensor x) implements OfOne {}

  // ---- dense products ----

  /** {@code x · w}: x [..., k] in any space, w a constant [k, n], or [n, k] when TRANSPOSED. */
  record Matmul(Tensor x, Tensor w, Factor factor) implements Op {
    @Override
    public int arity() {
      return 2;
    }

    @Override
    public Tensor input(int place) {
      return place == 0 ? x : w;
    }
  }

  /**
   * {@code sum over rows and leading axes of xᵀ · y}: x [..., k], y [..., n] to a constant [k, n].
   */
  record OuterSum(Tensor x, Tensor y) implements Op {
    @Override
    public int arity() {
      return 2;
    }

    @Override
    public Tensor input(int place) {
      return place == 0 ? x : y;
    }
  }

  /**
   * {@code x[i] · w[type of i]}: types leads from rows to types, one edge a row; x [..., k], w
   * [..., k, n] (or [..., n, k]) in the types' space, a product for every leading index.
   */
  record TypedMatmul(EdgeList types, Tensor x, Tensor w, Factor factor) implements Op {
    @Override
    public int arity() {
      return 2;
    }

    @Override
    public Tensor input(int place) {
      return place == 0 ? x : w;
    }
  }

  /**
   * Per type, {@code sum over its rows of x[i]ᵀ · y[i]}: x [..., k], y [..., n] to [..., k, n] in
   * the types' space.
   */
  record TypedOuterSum(EdgeList types, Tensor x, Tensor y) implements Op {
    @Override
    public int arity() {
      return 2;
    }

    @Override
    public Tensor input(int place) {
      return place == 0 ? x : y;
    }
  }

  /** A user's own operator: see {@link CustomOp}. */
  record Custom(CustomOp function, List<Tensor> inputs) implements Op {
    @Override
    public int arity() {
      return inputs.size();
    }

    @Override
    public Tensor input(int place) {
      return inputs.get(place);
    }
  }

  /** x itself; a training step that contains it also applies the updates (running statistics). */
  record Assigning(Tensor x, List<Update> updates) implements OfOne {}

  /** x itself, for which no gradient flows. */
  record Detached(Tensor x) implements OfOne {}

  /** The tensors this operator reads, in order. Updates are not among them. */
  default List<Tensor> inputs() {
    return switch (arity()) {
      case 0 -> List.of();
      case 1 -> List.of(input(0));
      case 2 -> List.of(input(0), input(1));
      default -> List.of(input(0), input(1), input(2));
    };
  }
}
