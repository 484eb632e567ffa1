package dev.weft.compile;

import static dev.weft.kernels.lang.Reduction.MAX;
import static dev.weft.kernels.lang.Reduction.MIN;
import static dev.weft.kernels.lang.Reduction.SUM;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites an expression into a smaller one of the same value, operator by operator, inputs first.
 * What is specific stands in files of its own: {@link Identities} (x + 0), {@link Hoist} (node work
 * off the edges), {@link Factors} (node factors out of sums), {@link Extremes} (what keeps the
 * order out of maxima), {@link Elements} (large constants as rows), {@link TypedProducts} (what
 * products by type take from memory). Here are softmax, totals, products and what operands in
 * memory must look like.
 */
final class Simplify {
  private final Expressions pool;
  private final Classes classes;
  private final DType compute;
  private final Identities identities;
  private final Hoist hoist;
  private final Factors factors;
  private final Extremes extremes;
  private final Elements elements;
  private final TypedProducts typedProducts;

  Simplify(Expressions pool, DType compute) {
    this.pool = pool;
    this.classes = pool.classes();
    this.compute = compute;
    this.identities = new Identities(this);
    this.hoist = new Hoist(this);
    this.factors = new Factors(this);
    this.extremes = new Extremes(this);
    this.elements = new Elements(this);
    this.typedProducts = new TypedProducts(this);
  }

  /**
   * All roots of a capture, rewritten, in their order. Outputs that are leaves are copied, but for
   * stored data.
   */
  static List<Tensor> roots(Capture capture, Expressions pool, DType compute) {
    Simplify simplify = new Simplify(pool, compute);
    Tensor[] done = new Tensor[capture.count()];
    Set<Tensor> located = located(capture);
    for (int i = 0; i < done.length; i++) {
      Tensor tensor = capture.tensor(i);
      Mapping map = x -> done[capture.indexOf(x)];
      done[i] =
          tensor.op() instanceof Op.Reduce reduce && isLocated(reduce, located)
              ? simplify.whole(reduce.edges(), reduce.end(), reduce.op(), map.of(reduce.x()))
              : simplify.rewritten(tensor, capture.operand(i), map);
    }
    List<Tensor> roots = new ArrayList<>();
    for (int i = 0; i < capture.roots().length; i++) {
      Tensor root = done[capture.roots()[i]];
      roots.add(i < capture.outputs() ? simplify.owned(root) : simplify.assignable(root));
    }
    return roots;
  }

  /** What is searched for the edge that an extreme came from. */
  private static Set<Tensor> located(Capture capture) {
    Set<Tensor> located = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < capture.count(); i++) {
      if (capture.tensor(i).op() instanceof Op.Arg(var _, var _, var _, var x)) {
        located.add(x);
      }
    }
    return located;
  }

  private static boolean isLocated(Op.Reduce reduce, Set<Tensor> located) {
    return isExtreme(reduce) && located.contains(reduce.x());
  }

  private static boolean isExtreme(Op.Reduce reduce) {
    return reduce.op() == MAX || reduce.op() == MIN;
  }

  private interface Mapping {
    Tensor of(Tensor x);
  }

  private Tensor rewritten(Tensor tensor, int operand, Mapping map) {
    if (Expressions.isLeaf(tensor)
        || tensor.op() instanceof Op.Scalar
        || tensor.op() instanceof Op.Random) {
      return pool.operand(tensor, operand);
    }
    return switch (tensor.op()) {
      case Op.InSpace(var x) -> map.of(x);
      case Op.Assigning(var x, var _) -> map.of(x);
      case Op.Detached(var x) -> map.of(x);
      case Op.Custom(var function, var inputs) ->
          pool.custom(
              new Op.Custom(function, inputs.stream().map(map::of).map(this::inMemory).toList()),
              tensor,
              operand);
      default -> make(mapped(tensor.op(), map), tensor.space(), tensor.shape());
    };
  }

  private static Op mapped(Op op, Mapping map) {
    return switch (op) {
      case Op.Unary(var f, var x) -> new Op.Unary(f, map.of(x));
      case Op.Binary(var f, var a, var b) -> new Op.Binary(f, map.of(a), map.of(b));
      case Op.Select(var c, var a, var b) -> new Op.Select(map.of(c), map.of(a), map.of(b));
      case Op.Reshape(var x) -> new Op.Reshape(map.of(x));
      case Op.Transpose(var axes, var x) -> new Op.Transpose(axes, map.of(x));
      case Op.Slice(var axis, var start, var end, var x) ->
          new Op.Slice(axis, start, end, map.of(x));
      case Op.Pad(var axis, var before, var after, var x) ->
          new Op.Pad(axis, before, after, map.of(x));
      case Op.Expand(var x) -> new Op.Expand(map.of(x));
      case Op.Concat(var axis, var parts) ->
          new Op.Concat(axis, parts.stream().map(map::of).toList());
      case Op.Fold(var f, var axes, var x) -> new Op.Fold(f, axes, map.of(x));
      case Op.Total(var f, var x) -> new Op.Total(f, map.of(x));
      case Op.AsRows(var x) -> new Op.AsRows(map.of(x));
      case Op.AsConstant(var x) -> new Op.AsConstant(map.of(x));
      case Op.At(var edges, var end, var x) -> new Op.At(edges, end, map.of(x));
      case Op.Reduce(var edges, var end, var f, var x) -> new Op.Reduce(edges, end, f, map.of(x));
      case Op.Arg(var edges, var end, var f, var x) -> new Op.Arg(edges, end, f, map.of(x));
      case Op.IsEdge(var edges, var end, var x) -> new Op.IsEdge(edges, end, map.of(x));
      case Op.Softmax(var edges, var end, var x) -> new Op.Softmax(edges, end, map.of(x));
      case Op.Matmul(var x, var w, var factor) -> new Op.Matmul(map.of(x), map.of(w), factor);
      case Op.OuterSum(var x, var y) -> new Op.OuterSum(map.of(x), map.of(y));
      case Op.TypedMatmul(var types, var x, var w, var factor) ->
          new Op.TypedMatmul(types, map.of(x), map.of(w), factor);
      case Op.TypedOuterSum(var types, var x, var y) ->
          new Op.TypedOuterSum(types, map.of(x), map.of(y));
      case Op.Stored _,
          Op.Read _,
          Op.Literal _,
          Op.Scalar _,
          Op.Count _,
          Op.Lane _,
          Op.Random _,
          Op.InSpace _,
          Op.Custom _,
          Op.Assigning _,
          Op.Detached _ ->
          op;
    };
  }

  Classes classes() {
    return classes;
  }

  Expressions pool() {
    return pool;
  }

  // ---- building ----

  /** The simplest tensor of the same value. */
  Tensor make(Op op, Space space, Shape shape) {
    Optional<Tensor> simpler = identities.apply(op, space, shape);
    if (simpler.isPresent()) {
      return simpler.get();
    }
    return switch (op) {
      case Op.Softmax(var edges, var end, var x) -> softmax(edges, end, x);
      case Op.Reduce reduce when isExtreme(reduce) ->
          extremes.apply(reduce).orElseGet(() -> pool.of(reduce, space, shape));
      case Op.Reduce reduce -> factors.apply(reduce, space, shape);
      case Op.Total(var f, var x) -> total(f, x, shape);
      case Op.Matmul(var x, var w, var factor) -> matmul(x, w, factor, space, shape);
      case Op.OuterSum(var x, var y) -> outerSum(x, y, shape);
      case Op.TypedMatmul typed -> typedProducts.matmul(typed, shape);
      case Op.TypedOuterSum typed -> typedProducts.outerSum(typed, space, shape);
      case Op.AsRows(var x) -> pool.of(new Op.AsRows(packed(x)), space, shape);
      case Op.AsConstant(var x) -> pool.of(new Op.AsConstant(packed(x)), space, shape);
      default -> hoist.apply(op, space, shape).orElseGet(() -> elements.apply(op, space, shape));
    };
  }

  Tensor unary(UnaryOp f, Tensor x) {
    return make(new Op.Unary(f, x), x.space(), x.shape());
  }

  Tensor binary(BinaryOp f, Tensor a, Tensor b) {
    return make(
        new Op.Binary(f, a, b),
        a.space() == Space.ONE ? b.space() : a.space(),
        Shape.broadcast(a.shape(), b.shape()));
  }

  Tensor select(Tensor condition, Tensor a, Tensor b) {
    Tensor joined = condition.space() != Space.ONE ? condition : a.space() != Space.ONE ? a : b;
    Shape shape = Shape.broadcast(condition.shape(), Shape.broadcast(a.shape(), b.shape()));
    return make(new Op.Select(condition, a, b), joined.space(), shape);
  }

  Tensor literal(double value) {
    return pool.of(new Op.Literal(value), Space.ONE, Shape.SCALAR);
  }

  Tensor reshape(Tensor x, Shape shape) {
    return make(new Op.Reshape(x), x.space(), shape);
  }

  Tensor at(EdgeList edges, Op.End end, Tensor x) {
    return make(new Op.At(edges, end, x), edges, x.shape());
  }

  Tensor reduce(EdgeList edges, Op.End end, Reduction f, Tensor x) {
    return make(new Op.Reduce(edges, end, f, x), end.of(edges), x.shape());
  }

  /** A reduction of just this, of which nothing is taken out. */
  private Tensor whole(EdgeList edges, Op.End end, Reduction f, Tensor x) {
    return pool.of(new Op.Reduce(edges, end, f, x), end.of(edges), x.shape());
  }

  /** Number of edges of every node at an end. */
  Tensor degree(EdgeList edges, Op.End end) {
    return pool.of(new Op.Reduce(edges, end, SUM, literal(1)), end.of(edges), Shape.SCALAR);
  }

  /** x, but 0 at nodes without an edge of the reduction's. */
  Tensor unlessIsolated(Op.Reduce reduce, Tensor x) {
    Tensor zero = literal(0);
    return select(binary(BinaryOp.EQ, degree(reduce.edges(), reduce.end()), zero), zero, x);
  }

  // ---- single rules ----

  /**
   * exp(x - m) / z with the neighbourhood's maximum m and sum z, which are all that is stored. The
   * sum holds exp(0) = 1 where there is an edge at all, so max(z, 1) keeps the reciprocal finite
   * where there is none.
   */
  private Tensor softmax(EdgeList edges, Op.End end, Tensor x) {
    Tensor maximum = whole(edges, end, MAX, x);
    Tensor power = unary(UnaryOp.EXP, binary(BinaryOp.SUB, x, at(edges, end, maximum)));
    Tensor sum = binary(BinaryOp.MAX, reduce(edges, end, SUM, power), literal(1));
    return binary(BinaryOp.MUL, power, at(edges, end, unary(UnaryOp.RECIPROCAL, sum)));
  }

  /** Over edges in two steps: by node, then over the nodes. */
  private Tensor total(Reduction f, Tensor x, Shape shape) {
    if (pool.list(x).isEmpty()) {
      return pool.of(new Op.Total(f, x), Space.ONE, shape);
    }
    EdgeList edges = pool.list(x).get();
    Tensor byNode = reduce(edges, Op.End.DST, f, x);
    if (f == SUM) {
      return pool.of(new Op.Total(SUM, byNode), Space.ONE, shape);
    }
    Tensor least = literal(f == MAX ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    Tensor isolated = binary(BinaryOp.EQ, degree(edges, Op.End.DST), literal(0));
    Tensor all = pool.of(new Op.Total(f, select(isolated, least, byNode)), Space.ONE, shape);
    Tensor none =
        binary(BinaryOp.EQ, pool.of(new Op.Count(edges), Space.ONE, Shape.SCALAR), literal(0));
    return select(none, literal(0), all);
  }

  /**
   * A transposed factor is read as it lies, and rows that edges only repeat are multiplied before.
   */
  private Tensor matmul(Tensor x, Tensor w, Factor factor, Space space, Shape shape) {
    if (w.op() instanceof Op.Transpose(var axes, var plain) && axes.equals(List.of(1, 0))) {
      return matmul(
          x, plain, factor == Factor.PLAIN ? Factor.TRANSPOSED : Factor.PLAIN, space, shape);
    }
    if (x.op() instanceof Op.At(var edges, var end, var node) && Capture.isDense(edges, end)) {
      return at(edges, end, matmul(node, w, factor, node.space(), shape));
    }
    Tensor rows = shape.rank() > 1 ? packed(computed(x)) : computed(x);
    return pool.of(new Op.Matmul(rows, computed(w), factor), space, shape);
  }

  private Tensor outerSum(Tensor x, Tensor y, Shape shape) {
    if (x.space() == Space.ONE && y.space() != Space.ONE) {
      return outerSum(x, make(new Op.Total(SUM, y), Space.ONE, y.shape()), shape);
    }
    if (y.space() == Space.ONE && x.space() != Space.ONE) {
      return outerSum(make(new Op.Total(SUM, x), Space.ONE, x.shape()), y, shape);
    }
    if (x.op() instanceof Op.At(var edges, var end, var node) && Capture.isDense(edges, end)) {
      return outerSum(node, reduce(edges, end, SUM, y), shape);
    }
    if (y.op() instanceof Op.At(var edges, var end, var node) && Capture.isDense(edges, end)) {
      return outerSum(reduce(edges, end, SUM, x), node, shape);
    }
    boolean leading = x.shape().rank() > 1;
    Tensor a = leading ? packed(computed(x)) : computed(x);
    Tensor b = leading ? packed(computed(y)) : computed(y);
    return pool.of(new Op.OuterSum(a, b), Space.ONE, shape);
  }

  // ---- operands in memory ----

  /**
   * A copy in the compute type, rows without gaps where that is wanted: a reshape to the same
   * shape, which a kernel carries out.
   */
  private Tensor copy(Tensor x) {
    return pool.of(new Op.Reshape(x), x.space(), x.shape());
  }

  /** In the compute type, as dense products need it. */
  Tensor computed(Tensor x) {
    return pool.dtype(x, compute) == compute ? x : copy(x);
  }

  /**
   * With rows that follow each other without a gap; what a program computes is laid out so where it
   * is needed.
   */
  private Tensor packed(Tensor x) {
    return pool.value(x).isEmpty() || Capture.isPacked(pool.value(x).get()) ? x : copy(x);
  }

  /** In the compute type, or integers as they are. */
  private Tensor inMemory(Tensor x) {
    return pool.dtype(x, compute).isFloating() ? computed(x) : x;
  }

  /** What a parameter can take: a copy, in the compute type. */
  private Tensor assignable(Tensor x) {
    return pool.value(x).isPresent() ? copy(x) : computed(x);
  }

  /** What the run may hand out: stored data as it is, else memory of its own. */
  private Tensor owned(Tensor x) {
    return pool.value(x).isPresent() && !(x.op() instanceof Op.Stored) ? copy(x) : x;
  }
}
