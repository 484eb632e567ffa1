package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Op.End;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random expressions over random graphs: two node sets, relations between them, types. The
 * structure depends on one seed, the sizes, edges and data on another, so that one structure can be
 * had in several sizes. Values stay of the order of one.
 */
final class RandomExpressions {
  private static final int[] WIDTHS = {1, 2, 3, 5, 8, 17};

  private final Random structure;
  private final Random data;
  private final List<EdgeList> relations = new ArrayList<>();
  private final EdgeList types;
  private final List<Space> spaces = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Tensor> leaves = new ArrayList<>();

  /** Whether everything so far has a derivative that rounding does not move. */
  private final boolean smooth;

  RandomExpressions(long structureSeed, long dataSeed, boolean smooth) {
    structure = new Random(structureSeed * 7919 + 1);
    data = new Random(dataSeed * 104729 + 2);
    this.smooth = smooth;
    NodeSet a = NodeSet.of("a", size(9));
    NodeSet b = NodeSet.of("b", size(6));
    relations.add(relation("aa", a, a));
    relations.add(relation("ab", a, b));
    relations.add(relation("ba", b, a));
    int rows = Math.toIntExact(a.size());
    int[] from = new int[rows];
    int[] to = new int[rows];
    for (int i = 0; i < rows; i++) {
      from[i] = i;
      to[i] = data.nextInt(3);
    }
    types = EdgeList.of("types", a, NodeSet.of("type", 3), Coo.of(rows, 3, from, to));
    spaces.addAll(List.of(a, b, Space.ONE, types.dst()));
    spaces.addAll(relations);
  }

  /** Mostly some, at times one, at times none. */
  private int size(int most) {
    int kind = data.nextInt(8);
    return kind == 0 ? 0 : kind == 1 ? 1 : 1 + data.nextInt(most);
  }

  private EdgeList relation(String name, NodeSet src, NodeSet dst) {
    // The number of edges is at least an eighth of the nodes: the compiler may tell apart relations
    // with fewer.
    boolean empty = src.size() == 0 || dst.size() == 0;
    int count = empty ? 0 : 2 + data.nextInt(20);
    int[] from = new int[count];
    int[] to = new int[count];
    for (int i = 0; i < count; i++) {
      from[i] = data.nextInt((int) src.size());
      to[i] = data.nextInt(3) == 0 ? 0 : data.nextInt((int) dst.size());
    }
    return EdgeList.of(name, src, dst, Coo.of(src.size(), dst.size(), from, to));
  }

  List<Tensor> leaves() {
    return leaves;
  }

  /** Expressions made by this many random operators; the last few of them. */
  List<Tensor> outputs(int operators) {
    for (Space space : spaces) {
      leaf(space, Shape.of(width()));
    }
    for (int i = 0; i < operators; i++) {
      tensors.add(operator());
    }
    int count = 1 + structure.nextInt(3);
    return List.copyOf(tensors.subList(tensors.size() - count, tensors.size()));
  }

  /** All in one number. */
  Tensor scalar(int operators) {
    Tensor sum = Tensor.literal(0);
    for (Tensor output : outputs(operators)) {
      Tensor weight = Tensor.random(Seed.of(3), output.space(), output.shape()).minus(0.4);
      sum = sum.plus(output.times(weight).sum().sumRows());
    }
    return sum;
  }

  private int width() {
    return WIDTHS[structure.nextInt(WIDTHS.length)];
  }

  private Tensor leaf(Space space, Shape shape) {
    double[] elements = data.doubles(space.size() * shape.width(), -1, 1).toArray();
    Tensor leaf = Tensor.of(Value.copyOf(elements, space.size(), shape.width()), space, shape);
    leaves.add(leaf);
    tensors.add(leaf);
    return leaf;
  }

  /** Some tensor, recent ones rather; a new leaf where there is none in the space. */
  private Tensor any(Space space) {
    List<Tensor> fitting = tensors.stream().filter(t -> t.space() == space).toList();
    if (fitting.isEmpty() || structure.nextInt(12) == 0) {
      return leaf(space, structure.nextInt(4) == 0 ? Shape.of(2, width()) : Shape.of(width()));
    }
    int one = structure.nextInt(fitting.size());
    int other = structure.nextInt(fitting.size());
    int back = Math.min(one, other);
    return fitting.get(fitting.size() - 1 - back);
  }

  private Tensor any() {
    return any(spaces.get(structure.nextInt(spaces.size())));
  }

  /** A tensor whose row broadcasts with that of x: of its space or constant. */
  private Tensor partner(Tensor x) {
    Space space = structure.nextInt(4) == 0 ? Space.ONE : x.space();
    List<Tensor> fitting =
        tensors.stream()
            .filter(t -> t.space() == space && broadcasts(t.shape(), x.shape()))
            .toList();
    if (fitting.isEmpty() || structure.nextInt(6) == 0) {
      return structure.nextInt(3) == 0
          ? Tensor.literal(0.5 * structure.nextInt(4))
          : leaf(space, x.shape());
    }
    return fitting.get(structure.nextInt(fitting.size()));
  }

  private static boolean broadcasts(Shape a, Shape b) {
    try {
      return Shape.broadcast(a, b).width() <= 64;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Tensor operator() {
    int kind = structure.nextInt(24);
    return switch (kind) {
      case 0, 1, 2 -> binary(any());
      case 3, 4 -> unary(any());
      case 5, 6, 7 -> at();
      case 8, 9, 10, 11 -> reduce();
      case 12 -> softmax();
      case 13 -> rowShape(any());
      case 14 -> fold(any());
      case 15 -> any().sumRows().times(0.1);
      case 16, 17 -> matmul(any());
      case 18 -> {
        Tensor x = any();
        Tensor y = x.sigmoid();
        yield flat(x).outerSum(flat(y)).times(0.1).tanh();
      }
      case 19 -> {
        Tensor x = flat(any(types.src()));
        Tensor w = leaf(types.dst(), Shape.of(x.width(), width()));
        yield x.typedMatmul(types, w).tanh();
      }
      case 20 -> any().dropout(0.3, Seed.of(structure.nextInt(100)));
      case 21 -> {
        Tensor x = any();
        Tensor y = partner(x);
        yield smooth ? x.tanh().times(y.cos()) : x.gt(0.25).select(x, y);
      }
      case 22 -> constants();
      default -> smooth ? any().tanh() : any().maxRows();
    };
  }

  private static Tensor flat(Tensor x) {
    return x.shape().rank() == 1 ? x : x.reshape(x.shape().width());
  }

  private Tensor binary(Tensor x) {
    Tensor y = partner(x);
    return switch (structure.nextInt(smooth ? 4 : 6)) {
      case 0 -> x.plus(y);
      case 1 -> x.minus(y);
      case 2 -> x.times(y);
      case 3 -> x.dividedBy(y.times(y).plus(1));
      case 4 -> x.max(y);
      default -> x.lt(y);
    };
  }

  private Tensor unary(Tensor x) {
    return switch (structure.nextInt(smooth ? 6 : 8)) {
      case 0 -> x.tanh();
      case 1 -> x.sigmoid();
      case 2 -> x.neg();
      case 3 -> x.cos();
      case 4 -> x.times(x).plus(0.1).sqrt();
      case 5 -> x.sin().exp();
      case 6 -> x.gt(0).select(x, x.times(0.2));
      default -> x.abs();
    };
  }

  private EdgeList relation() {
    return relations.get(structure.nextInt(relations.size()));
  }

  private End end() {
    return structure.nextBoolean() ? End.SRC : End.DST;
  }

  private Tensor at() {
    EdgeList edges = relation();
    End end = end();
    Tensor near = any(end.of(edges)).at(edges, end);
    if (structure.nextInt(3) == 0) {
      return near;
    }
    Tensor other = any(end.other().of(edges)).at(edges, end.other());
    return broadcasts(near.shape(), other.shape())
        ? (structure.nextBoolean() ? near.plus(other) : near.times(other))
        : near;
  }

  private Tensor reduce() {
    EdgeList edges = relation();
    Tensor x = any(edges);
    Reduction how =
        smooth
            ? (structure.nextBoolean() ? Reduction.SUM : Reduction.MEAN)
            : Reduction.values()[structure.nextInt(4)];
    if (structure.nextInt(3) == 0) {
      Tensor factor = any(edges);
      x = broadcasts(x.shape(), factor.shape()) ? x.times(factor) : x;
    }
    Tensor sum = x.reduce(edges, end(), how);
    return how == Reduction.SUM ? sum.times(0.3) : sum;
  }

  private Tensor softmax() {
    EdgeList edges = relation();
    End end = end();
    Tensor score = any(edges).tanh();
    Tensor soft = score.softmax(edges, end);
    Tensor value = any(End.SRC.of(edges)).at(edges, End.SRC);
    return broadcasts(soft.shape(), value.shape())
        ? soft.times(value).reduce(edges, end, Reduction.SUM)
        : soft;
  }

  private Tensor rowShape(Tensor x) {
    int width = x.shape().width();
    return switch (structure.nextInt(6)) {
      case 0 -> x.reshape(width);
      case 1 -> x.reshape(1, width).transpose();
      case 2 -> x.slice(-1, 0, (x.width() + 1) / 2);
      case 3 -> x.pad(-1, 1, 2);
      case 4 -> Tensor.concat(-1, x, x.neg());
      default -> x.shape().rank() == 2 ? x.transpose() : x.reshape(width, 1);
    };
  }

  private Tensor fold(Tensor x) {
    return switch (structure.nextInt(smooth ? 2 : 4)) {
      case 0 -> x.fold(Reduction.SUM, -1).times(0.3);
      case 1 -> x.mean().reshape(1);
      case 2 -> x.fold(Reduction.MAX, 0);
      default -> x.fold(Reduction.MIN, -1);
    };
  }

  private Tensor matmul(Tensor x) {
    Tensor w =
        leaf(
            Space.ONE,
            structure.nextBoolean()
                ? Shape.of(x.width(), width())
                : Shape.of(x.width(), x.width()));
    return structure.nextInt(3) == 0 && w.shape().dim(0) == w.shape().dim(1)
        ? x.matmul(w.transpose()).tanh()
        : x.matmul(w).tanh();
  }

  /** A constant large enough to be computed as rows. */
  private Tensor constants() {
    Tensor w = leaf(Space.ONE, structure.nextBoolean() ? Shape.of(12, 16) : Shape.of(7, 23));
    Tensor v = w.times(w).plus(0.5).sqrt().minus(w.times(0.1));
    return switch (structure.nextInt(4)) {
      case 0 -> v.sum().times(0.01).reshape(1);
      case 1 -> v.fold(Reduction.MAX, 0).reshape(v.shape().dim(1)).slice(0, 0, 5);
      case 2 -> v.transpose().slice(0, 0, 3).slice(1, 0, 2);
      default -> v.asRows().sumRows().times(0.05).slice(0, 0, 3);
    };
  }
}
