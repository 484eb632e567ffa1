package dev.weft.tensor;

import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A lazy array whose rows belong to a {@link Space}: one node of the operator algebra {@link Op}.
 * Immutable; nothing is computed until a value is asked for or a step applied, and edge-space
 * tensors are then never stored unless they were asked for.
 *
 * <p>Functions of elements stand in {@link Elementwise}, those of a row's shape in {@link Rowwise};
 * here is what moves between spaces.
 *
 * <p>The row dimension is the space and is never written: shapes speak of one row. Element-wise
 * operators broadcast row shapes by NumPy's rule; rows never broadcast, except the single row of a
 * constant ({@link Space#ONE}). Negative axes count from the end.
 */
public final class Tensor implements Features, Elementwise, Rowwise {
  private static final AtomicLong NEXT_ID = new AtomicLong();

  private final Op op;
  private final Space space;
  private final Shape shape;
  private final long id = NEXT_ID.getAndIncrement();
  private volatile Value kept;

  private Tensor(Op op, Space space, Shape shape) {
    this.op = op;
    this.space = space;
    this.shape = shape;
    Eager.compute(this);
  }

  // ---- what it is ----

  /** The operator and its inputs. */
  public Op op() {
    return op;
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int width() {
    return shape.rank() == 0 ? 1 : shape.dim(-1);
  }

  @Override
  public Tensor toDense() {
    return this;
  }

  /**
   * A number that grows with creation: inputs always have smaller ones than what is made of them.
   */
  public long id() {
    return id;
  }

  /** The value that a step or evaluation kept here; evaluators then take the tensor as a leaf. */
  public Optional<Value> kept() {
    return Optional.ofNullable(kept);
  }

  /**
   * Keeps a value here, for evaluators: later expressions read it instead of computing the tensor
   * again.
   */
  public void keep(Value value) {
    kept = value;
  }

  /**
   * Element type: that of the data for a leaf, int32 for a chosen edge, else the backend's compute
   * type, float32.
   */
  public DType dtype() {
    return switch (op) {
      case Op.Stored(var value) -> value.dtype();
      case Op.Arg _ -> DType.INT32;
      case Op.InSpace(var x) -> x.dtype();
      case Op.Detached(var x) -> x.dtype();
      default -> DType.FLOAT32;
    };
  }

  // ---- leaves ----

  /**
   * A tensor of this operator, for leaves and for rewriters that know space and shape; nothing is
   * checked.
   */
  public static Tensor leaf(Op op, Space space, Shape shape) {
    return new Tensor(op, space, shape);
  }

  /**
   * The same operator kind over other inputs of the same spaces and shapes, for rewriters; nothing
   * is checked.
   */
  public Tensor with(Op other) {
    return new Tensor(other, space, shape);
  }

  /** A number that is part of the program; row shape []. */
  public static Tensor literal(double value) {
    return new Tensor(new Op.Literal(value), Space.ONE, Shape.SCALAR);
  }

  /**
   * A number given at run time, so that programs that differ only in it are compiled once; row
   * shape [].
   */
  public static Tensor scalar(double value) {
    return new Tensor(new Op.Scalar(value), Space.ONE, Shape.SCALAR);
  }

  /** The number of rows of a space; row shape []. */
  public static Tensor count(Space space) {
    return new Tensor(new Op.Count(space), Space.ONE, Shape.SCALAR);
  }

  /** 0, 1, ..., length - 1 as a constant of row shape [length]. */
  public static Tensor lane(int length) {
    return new Tensor(new Op.Lane(), Space.ONE, Shape.of(length));
  }

  /** Uniform numbers in [0, 1), numbered by row and position in the row. */
  public static Tensor random(Seed seed, Space space, Shape shape) {
    return new Tensor(new Op.Random(seed.key(), Op.Draw.ELEMENT), space, shape);
  }

  /**
   * A uniform number in [0, 1) for each edge, equal to what {@link #random} draws at [source,
   * destination] of a dense matrix.
   */
  public static Tensor randomByPair(Seed seed, EdgeList edges) {
    return new Tensor(new Op.Random(seed.key(), Op.Draw.PAIR), edges, Shape.SCALAR);
  }

  /** A constant of row shape {@code dims} with these elements, copied, row-major. */
  public static Tensor constant(float[] elements, int... dims) {
    Shape shape = Shape.of(dims);
    return new Tensor(new Op.Stored(Values.copyOf(elements, 1, shape.width())), Space.ONE, shape);
  }

  /** Rows of shape {@code shape} in a space, from row-major elements, copied. */
  public static Tensor of(Space space, Shape shape, float... elements) {
    return new Tensor(
        new Op.Stored(Values.copyOf(elements, space.size(), shape.width())), space, shape);
  }

  /** Rows stored as another type (halves, integers), each element rounded to it. */
  public static Tensor of(Space space, Shape shape, DType dtype, double... elements) {
    return new Tensor(
        new Op.Stored(Values.copyOf(elements, space.size(), shape.width(), dtype)), space, shape);
  }

  /** Rows in double precision, for the reference; other backends round them to float32. */
  public static Tensor of(Space space, Shape shape, double[] elements) {
    return new Tensor(
        new Op.Stored(Values.copyOf(elements, space.size(), shape.width())), space, shape);
  }

  /** Integer rows (labels, indices) in a space, copied. */
  public static Tensor of(Space space, Shape shape, int[] elements) {
    return new Tensor(
        new Op.Stored(Values.copyOf(elements, space.size(), shape.width())), space, shape);
  }

  /** Plain rows, one per inner array, copied. All must have one length. */
  public static Tensor of(float[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    float[] flat = new float[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != width) {
        throw new IllegalArgumentException(
            "Tensor.of: row "
                + i
                + " has "
                + rows[i].length
                + " elements; expected "
                + width
                + ", the length of row 0.");
      }
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    return of(new Space.Rows(rows.length), Shape.of(width), flat);
  }

  /**
   * A column in place. A sparse column gives a tensor with sparse layout, see {@link SparseTensor},
   * made dense.
   */
  public static Tensor of(Column column) {
    return ColumnTensors.wrap(column);
  }

  /** Data in place. */
  public static Tensor of(Value value, Space space, Shape shape) {
    if (value.rows() != space.size() || value.width() != shape.width()) {
      throw new IllegalArgumentException(
          "Tensor.of: the storage is ["
              + value.rows()
              + ", "
              + value.width()
              + "]; expected ["
              + space.size()
              + ", "
              + shape.width()
              + "] for "
              + space
              + " rows of shape "
              + shape
              + ".");
    }
    return new Tensor(new Op.Stored(value), space, shape);
  }

  /** The parts one after another along an axis; other sizes must agree. */
  public static Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concat: no parts came; expected at least one.");
    }
    Shape first = parts[0].shape;
    int at = first.axis(axis);
    Space joined = parts[0].space;
    int size = 0;
    for (Tensor part : parts) {
      Check.shape(
          "concat axis=" + axis,
          part.shape.rank() == first.rank() && part.shape.with(at, 0).equals(first.with(at, 0)),
          part.shape,
          "that of the first part, " + first + ", but for this axis");
      joined = Check.join("concat", joined, part.space);
      size = Math.addExact(size, part.shape.dim(at));
    }
    return parts.length == 1
        ? parts[0]
        : new Tensor(new Op.Concat(at, List.of(parts)), joined, first.with(at, size));
  }

  // ---- between spaces ----

  /** The sum of all rows, a constant. 0 over no rows. */
  public Tensor sumRows() {
    return total(Reduction.SUM);
  }

  /** The mean of all rows, a constant. 0 over no rows. */
  public Tensor meanRows() {
    return sumRows().dividedBy(count(space).max(literal(1)));
  }

  /** The element-wise maximum of all rows, a constant. 0 over no rows. */
  public Tensor maxRows() {
    return total(Reduction.MAX);
  }

  /** The element-wise minimum of all rows, a constant. 0 over no rows. */
  public Tensor minRows() {
    return total(Reduction.MIN);
  }

  private Tensor total(Reduction how) {
    return space == Space.ONE ? this : new Tensor(new Op.Total(how, this), Space.ONE, shape);
  }

  /** A constant [n, ...] as n plain rows [...]. */
  public Tensor asRows() {
    Check.shape(
        "asRows",
        space == Space.ONE && shape.rank() > 0,
        shape,
        "a constant with at least one axis");
    int[] dims = shape.dims();
    return new Tensor(
        new Op.AsRows(this),
        new Space.Rows(dims[0]),
        Shape.of(Arrays.copyOfRange(dims, 1, dims.length)));
  }

  /** n rows [...] as a constant [n, ...]. */
  public Tensor asConstant() {
    int[] dims =
        IntStream.concat(IntStream.of(Math.toIntExact(space.size())), Arrays.stream(shape.dims()))
            .toArray();
    return new Tensor(new Op.AsConstant(this), Space.ONE, Shape.of(dims));
  }

  /**
   * The same rows as rows of another space of equal size: the explicit way from plain rows to nodes
   * or edges, and between them.
   */
  public Tensor in(Space other) {
    if (space.equals(other)) {
      return this;
    }
    if (space == Space.ONE || other == Space.ONE || space.size() != other.size()) {
      throw new IllegalArgumentException(
          "Tensor.in: the rows are " + space + "; expected as many as " + other + " has.");
    }
    return new Tensor(new Op.InSpace(this), other, shape);
  }

  /** Node to edge: for every edge the row of its end. Constants stay as they are. */
  public Tensor at(EdgeList edges, Op.End end) {
    Check.rows(
        "Edges." + end.name().toLowerCase(java.util.Locale.ROOT) + " of " + edges,
        this,
        end.of(edges));
    return space == Space.ONE ? this : new Tensor(new Op.At(edges, end, this), edges, shape);
  }

  /**
   * Edge to node: reduced over the edges that have a node as their end; 0 for a node without edges
   * (1 for PROD).
   */
  public Tensor reduce(EdgeList edges, Op.End end, Reduction how) {
    Check.rows(
        "Edges." + how.name().toLowerCase(java.util.Locale.ROOT) + " over " + edges, this, edges);
    return new Tensor(new Op.Reduce(edges, end, how, this), end.of(edges), shape);
  }

  /**
   * The int32 edge ids that {@link #reduce} with MAX or MIN would choose; −1 for a node without
   * edges.
   */
  public Tensor arg(EdgeList edges, Op.End end, Reduction how) {
    Check.rows("Edges.arg over " + edges, this, edges);
    if (how != Reduction.MAX && how != Reduction.MIN) {
      throw new IllegalArgumentException("Edges.arg: reduction=" + how + "; expected MAX or MIN.");
    }
    return new Tensor(new Op.Arg(edges, end, how, this), end.of(edges), shape);
  }

  /** Edge space: 1 where this (an {@link #arg} at the edge's end) names the edge, else 0. */
  public Tensor isEdge(EdgeList edges, Op.End end) {
    Check.rows("isEdge", this, end.of(edges));
    return new Tensor(new Op.IsEdge(edges, end, this), edges, shape);
  }

  /** Edge space: exp(this) normalised over the edges that share their end. */
  public Tensor softmax(EdgeList edges, Op.End end) {
    Check.rows("Edges.softmax over " + edges, this, edges);
    return new Tensor(new Op.Softmax(edges, end, this), edges, shape);
  }

  // ---- dense products ----

  /**
   * Matrix product: x [..., k] with a constant w [k, n] gives [..., n]. With a w in a space of its
   * own ([k, n] in every row) row i is multiplied by its own matrix; x is then [m, k] or [k].
   */
  @Override
  public Tensor matmul(Tensor w) {
    Check.shape("matmul: second factor", w.shape.rank() == 2, w.shape, "[in, out]");
    int k = w.shape.dim(0);
    int n = w.shape.dim(1);
    Check.shape(
        "matmul with " + w.shape,
        shape.rank() >= 1 && shape.dim(-1) == k,
        shape,
        "[..., in=" + k + "]");
    if (w.space != Space.ONE) {
      int[] wide = IntStream.concat(Arrays.stream(shape.dims()), IntStream.of(1)).toArray();
      return reshape(wide).times(w).sum(-2);
    }
    return new Tensor(new Op.Matmul(this, w, Factor.PLAIN), space, shape.with(-1, n));
  }

  /**
   * Matrix product with the transpose of a constant w [n, k], PyTorch's {@code Linear} layout: x
   * [..., k] gives [..., n].
   */
  public Tensor matmulTransposed(Tensor w) {
    Check.shape(
        "matmulTransposed: second factor",
        w.shape.rank() == 2 && w.space == Space.ONE,
        w.shape,
        "a constant [out, in]");
    Check.shape(
        "matmulTransposed with " + w.shape,
        shape.rank() >= 1 && shape.dim(-1) == w.shape.dim(1),
        shape,
        "[..., in=" + w.shape.dim(1) + "]");
    return new Tensor(
        new Op.Matmul(this, w, Factor.TRANSPOSED), space, shape.with(-1, w.shape.dim(0)));
  }

  /**
   * Sum over rows and leading axes of thisᵀ · y: this [..., k], y [..., n] give a constant [k, n].
   */
  public Tensor outerSum(Tensor y) {
    Check.shape(
        "outerSum with " + y.shape,
        shape.rank() == y.shape.rank()
            && shape.rank() >= 1
            && shape.with(-1, 1).equals(y.shape.with(-1, 1)),
        shape,
        "equal leading axes");
    Check.join("outerSum", space, y.space);
    return new Tensor(
        new Op.OuterSum(this, y), Space.ONE, Shape.of(shape.dim(-1), y.shape.dim(-1)));
  }

  /**
   * Row i times the matrix of its type (segment_mm, gather_mm): this [k] and w [k, n] give [n];
   * with leading axes, such as heads, this [..., k] and w [..., k, n] give [..., n]. A constant w
   * serves all types.
   *
   * @param types from this tensor's rows (sources) to types (destinations), edge i leaving row i
   * @param w one matrix for every type, in the types' space
   */
  public Tensor typedMatmul(EdgeList types, Tensor w) {
    return typed(types, w, Factor.PLAIN);
  }

  /**
   * Row i times the transpose of the matrix of its type: this [..., k] and w [..., n, k] give [...,
   * n].
   */
  public Tensor typedMatmulTransposed(EdgeList types, Tensor w) {
    return typed(types, w, Factor.TRANSPOSED);
  }

  private Tensor typed(EdgeList types, Tensor w, Factor factor) {
    Check.rows("typedMatmul", this, types.src());
    Check.rows("typedMatmul: weights", w, types.dst());
    Check.oneTypeEach("typedMatmul", types);
    int in = factor == Factor.PLAIN ? -2 : -1;
    int rank = shape.rank();
    Check.shape(
        "typedMatmul: weights",
        rank > 0
            && w.shape.rank() == rank + 1
            && w.shape.dim(in) == shape.dim(-1)
            && leading(w.shape, rank - 1).equals(leading(shape, rank - 1)),
        w.shape,
        (factor == Factor.PLAIN ? "[..., in, out]" : "[..., out, in]")
            + " for rows of shape "
            + shape);
    if (w.space == Space.ONE && rank == 1) {
      return factor == Factor.PLAIN ? matmul(w) : matmulTransposed(w);
    }
    Tensor rows = space == Space.ONE ? expand(types.src(), shape) : this;
    Tensor matrices = w.space == Space.ONE ? w.expand(types.dst(), w.shape) : w;
    return new Tensor(
        new Op.TypedMatmul(types, rows, matrices, factor),
        rows.space,
        shape.with(-1, w.shape.dim(-3 - in)));
  }

  private static Shape leading(Shape shape, int axes) {
    return Shape.of(Arrays.copyOf(shape.dims(), axes));
  }

  /**
   * For every type, the sum over its rows of thisᵀ · y: this [k] and y [n] give [k, n] in the
   * types' space, 0 for a type without rows; with leading axes, this [..., k] and y [..., n] give
   * [..., k, n].
   *
   * @param types from the rows (sources) to types (destinations), edge i leaving row i
   */
  public Tensor typedOuterSum(EdgeList types, Tensor y) {
    Check.rows("typedOuterSum", this, types.src());
    Check.rows("typedOuterSum: second factor", y, types.src());
    Check.oneTypeEach("typedOuterSum", types);
    int rank = shape.rank();
    Check.shape(
        "typedOuterSum with " + y.shape,
        rank > 0 && y.shape.rank() == rank && y.shape.with(-1, 1).equals(shape.with(-1, 1)),
        shape,
        "equal sizes but for the last axis");
    Tensor a = space == Space.ONE ? expand(types.src(), shape) : this;
    Tensor b = y.space == Space.ONE ? y.expand(types.src(), y.shape) : y;
    int[] dims = Arrays.copyOf(shape.dims(), rank + 1);
    dims[rank] = y.shape.dim(-1);
    return new Tensor(new Op.TypedOuterSum(types, a, b), types.dst(), Shape.of(dims));
  }

  /** This tensor as a constant for differentiation: no gradient flows through. */
  public Tensor detach() {
    return new Tensor(new Op.Detached(this), space, shape);
  }

  /** This tensor; a training step that contains it also assigns the updates. */
  public Tensor assigning(Update... updates) {
    return new Tensor(new Op.Assigning(this, List.of(updates)), space, shape);
  }

  /** A user's own operator over these inputs. */
  public static Tensor custom(CustomOp function, Space space, Shape shape, Tensor... inputs) {
    return new Tensor(new Op.Custom(function, List.of(inputs)), space, shape);
  }

  // ---- randomness ----

  @Override
  public Tensor dropout(double p, Seed seed) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("dropout: p=" + p + "; expected 0 <= p < 1.");
    }
    return p == 0 ? this : times(random(seed, space, shape).ge(literal(p)).times(1 / (1 - p)));
  }

  // ---- derivatives ----

  /**
   * The gradient of this single number for every tensor: ordinary lazy tensors of the same spaces
   * and shapes, zeros where nothing leads there. Integer tensors have zero gradient.
   *
   * @throws IllegalArgumentException when this is not a single number
   */
  public List<Tensor> gradients(List<Tensor> wrt) {
    if (space != Space.ONE || shape.width() != 1) {
      throw new IllegalArgumentException(
          "Tensor.gradients: this is "
              + space
              + " rows of shape "
              + shape
              + "; expected a single number. Reduce it first, sum().sumRows(), or give a cotangent: gradients(wrt, cotangent).");
    }
    return gradients(wrt, literal(1).expand(shape));
  }

  /** The gradients for the current readings of parameters, in their order. */
  public List<Tensor> gradients(Collection<Parameter> parameters) {
    return gradients(parameters.stream().map(Parameter::read).toList());
  }

  /**
   * The gradients of the sum of this times a cotangent of the same space and shape.
   *
   * @param cotangent weight of every element; a constant serves all rows
   */
  public List<Tensor> gradients(List<Tensor> wrt, Tensor cotangent) {
    Check.rows("Tensor.gradients: cotangent", cotangent, space);
    Check.shape(
        "Tensor.gradients: cotangent",
        cotangent.shape.equals(shape),
        cotangent.shape,
        shape.toString());
    Tensor seed =
        cotangent.space == space
            ? cotangent
            : cotangent.space == Space.ONE ? cotangent.expand(space, shape) : cotangent.in(space);
    return Differentiator.found().gradients(this, seed, wrt);
  }

  // ---- values ----

  /** A leaf that owns the value of this tensor. */
  public Tensor evaluate() {
    return Evaluation.evaluate(List.of(this)).getFirst();
  }

  /** All elements, row-major. */
  public float[] floats() {
    return Evaluation.valueOf(this).floats();
  }

  /** All elements, row-major, in the precision they were computed in. */
  public double[] doubles() {
    return Evaluation.valueOf(this).doubles();
  }

  /** The only element. */
  public double item() {
    if (space.size() != 1 || shape.width() != 1) {
      throw new IllegalArgumentException(
          "Tensor.item: "
              + this
              + " has "
              + space.size()
              + " rows of shape "
              + shape
              + "; expected a single element.");
    }
    return doubles()[0];
  }

  /** What computing this would run. */
  public Explanation explain() {
    return Evaluation.evaluator().explain(List.of(this), List.of());
  }

  /** The value as a column of a frame: {@code graph.withNodeData("h", h.toColumn("h"))}. */
  public DenseColumn toColumn(String name) {
    return Columns.over(name, space, shape, List.of(Evaluation.valueOf(this).storage()));
  }

  /** The value's first rows as an HTML table, for notebooks. */
  public String toHtml() {
    return Display.table(this, Evaluation.valueOf(this));
  }

  /** Operator, space, row shape and element type; computes nothing. */
  @Override
  public String toString() {
    return Display.title(this);
  }
}
