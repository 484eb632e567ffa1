package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A message function as a user might write it: a random tree over rows of sources, destinations,
 * edges and constants, broadcast over heads and features, with dot products; then a reduction. The
 * seed decides the expression, the graph its size, the draw the numbers; these are float32 of the
 * order of one, so that every backend starts from the same.
 */
final class RandomMessage {
  /** Around the widths of vectors, of padding and of blocks. */
  private static final int[] WIDTHS = {
    1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 47, 48, 63, 64, 65, 96, 100, 127, 128,
    129, 160, 192, 200, 255, 256, 257
  };

  /** What becomes of the messages. */
  enum End {
    SUM,
    MEAN,
    MAX,
    MIN,
    PROD,
    ATTENTION,
    SEVERAL,
    STORED
  }

  /** A tensor and how it was written. */
  record Term(Tensor tensor, String text) {}

  /** A leaf, and whether a row of it belongs to an edge. */
  record Leaf(Tensor tensor, String name) {
    boolean isOfEdges() {
      return name.startsWith("e");
    }
  }

  private final Random structure;
  private final Random data;
  private final Edges edges;
  private final int heads;
  private final int features;
  private final End end;
  private final List<Leaf> leaves = new ArrayList<>();
  private final Term output;

  RandomMessage(long seed, EdgeList graph, int draw) {
    structure = new Random(seed * 6_364_136_223_846_793_005L + 1);
    data = new Random(seed + 31 * graph.size() + 1_000_003L * draw);
    edges = Edges.of(graph);
    int width = WIDTHS[structure.nextInt(WIDTHS.length)];
    int most = structure.nextInt(3) == 0 ? 1 : 1 + structure.nextInt(16);
    heads = Math.min(most, width);
    features = width / heads;
    end = End.values()[(int) Math.floorMod(seed, (long) End.values().length)];
    output = reduced();
  }

  /** The result: a row per destination, or per edge where the messages are wanted themselves. */
  Tensor output() {
    return output.tensor();
  }

  /** Everything that the result depends on. */
  List<Tensor> leaves() {
    return leaves.stream().map(Leaf::tensor).toList();
  }

  /** The leaves that have a row for every node, or one row. */
  List<Tensor> leavesOfNodes() {
    return leaves.stream().filter(leaf -> !leaf.isOfEdges()).map(Leaf::tensor).toList();
  }

  /** What becomes of the messages. */
  End end() {
    return end;
  }

  /** Elements of the widest message. */
  int width() {
    return heads * features;
  }

  /** The expression, and the row shapes of its leaves. */
  @Override
  public String toString() {
    return output.text() + "; heads " + heads + ", features " + features + ", leaves " + shapes();
  }

  private String shapes() {
    return leaves.stream().map(l -> l.name() + l.tensor().shape()).toList().toString();
  }

  // ---- reductions ----

  private Term reduced() {
    Term m = full(tree(1 + structure.nextInt(4)));
    return switch (end) {
      case SUM -> reduce(Reduction.SUM, m);
      case MEAN -> reduce(Reduction.MEAN, m);
      case MAX -> reduce(Reduction.MAX, m);
      case MIN -> reduce(Reduction.MIN, m);
      // Factors around one: products of some dozen stay of the order of one.
      case PROD ->
          reduce(
              Reduction.PROD,
              new Term(m.tensor().sin().times(0.25).plus(1), "(1 + sin(" + m.text() + ") / 4)"));
      case ATTENTION -> attention(m);
      case SEVERAL -> several(m);
      case STORED -> m;
    };
  }

  private Term reduce(Reduction how, Term m) {
    return new Term(edges.reduce(m.tensor(), how), how + "(" + m.text() + ")");
  }

  private Term attention(Term m) {
    Term score = tree(1 + structure.nextInt(3));
    Tensor narrow =
        structure.nextBoolean() && score.tensor().shape().equals(shape(heads, features))
            ? score.tensor().fold(Reduction.MEAN, -1)
            : score.tensor();
    Tensor soft = edges.softmax(narrow.expand(edges.list(), narrow.shape()));
    return new Term(
        edges.sum(soft.times(m.tensor())),
        "SUM(softmax(" + score.text() + " as " + narrow.shape() + ") * " + m.text() + ")");
  }

  /** The four aggregates of principal neighbourhood aggregation. */
  private Term several(Term m) {
    Tensor x = m.tensor();
    Tensor mean = edges.mean(x);
    Tensor variance = edges.mean(x.times(x)).minus(mean.times(mean));
    Tensor deviation = variance.max(Tensor.literal(0)).plus(0.1).sqrt();
    return new Term(
        Tensor.concat(-1, mean, edges.max(x), edges.min(x), deviation),
        "concat of mean, max, min, std(" + m.text() + ")");
  }

  /** The message as wide as it may be, in the space of the edges. */
  private Term full(Term m) {
    Term wide =
        m.tensor().shape().equals(shape(heads, features)) ? m : binary(m, leaf(heads, features));
    return wide.tensor().space() == edges.list() ? wide : binary(wide, source());
  }

  // ---- expressions ----

  private Term tree(int depth) {
    if (depth == 0) {
      return leaf();
    }
    return switch (structure.nextInt(8)) {
      case 0, 1, 2, 3 -> binary(tree(depth - 1), tree(structure.nextInt(depth)));
      case 4, 5 -> unary(tree(depth - 1));
      case 6 -> dot(tree(depth - 1), tree(structure.nextInt(depth)));
      default -> fold(tree(depth - 1));
    };
  }

  private Term binary(Term a, Term b) {
    Tensor x = a.tensor();
    Tensor y = b.tensor();
    return switch (structure.nextInt(7)) {
      case 0, 1 -> new Term(x.plus(y), "(" + a.text() + " + " + b.text() + ")");
      case 2 -> new Term(x.minus(y), "(" + a.text() + " - " + b.text() + ")");
      case 3, 4 -> new Term(x.times(y), "(" + a.text() + " * " + b.text() + ")");
      case 5 ->
          new Term(
              x.dividedBy(y.times(y).plus(1)), "(" + a.text() + " / (1 + " + b.text() + "^2))");
      default -> new Term(x.max(y), "max(" + a.text() + ", " + b.text() + ")");
    };
  }

  private Term unary(Term a) {
    Tensor x = a.tensor();
    return switch (structure.nextInt(8)) {
      case 0 -> new Term(Functions.relu(x), "relu(" + a.text() + ")");
      case 1 -> new Term(Functions.leakyRelu(x, 0.2), "leakyRelu(" + a.text() + ")");
      case 2 -> new Term(x.tanh(), "tanh(" + a.text() + ")");
      case 3 -> new Term(x.sigmoid(), "sigmoid(" + a.text() + ")");
      case 4 -> new Term(x.sin().exp(), "exp(sin(" + a.text() + "))");
      case 5 -> new Term(Functions.silu(x), "silu(" + a.text() + ")");
      case 6 -> new Term(x.abs(), "abs(" + a.text() + ")");
      default -> new Term(x.neg(), "-" + a.text());
    };
  }

  /** Divided by the root of its length, so that it stays of the order of one. */
  private Term dot(Term a, Term b) {
    Tensor x = a.tensor();
    Tensor y = b.tensor();
    int length = Shape.broadcast(x.shape(), y.shape()).dim(-1);
    return new Term(
        x.dot(y).times(1 / Math.sqrt(length)), "dot(" + a.text() + ", " + b.text() + ")");
  }

  private Term fold(Term a) {
    int axis = structure.nextInt(2);
    Reduction how = structure.nextBoolean() ? Reduction.MEAN : Reduction.MAX;
    return new Term(
        a.tensor().fold(how, axis), how + " over axis " + axis + " of (" + a.text() + ")");
  }

  // ---- leaves ----

  private Term leaf() {
    return switch (structure.nextInt(6)) {
      case 0, 1 -> leaf(heads, features);
      case 2 -> leaf(heads, 1);
      case 3 -> leaf(1, features);
      case 4 -> leaf(1, 1);
      default -> new Term(Tensor.literal(0.75).reshape(1, 1), "0.75");
    };
  }

  private Term leaf(int rows, int columns) {
    return switch (structure.nextInt(7)) {
      case 0, 1 -> source(rows, columns);
      case 2, 3 -> at("v", edges.dstNodes(), rows, columns);
      case 4, 5 -> at("e", edges.list(), rows, columns);
      default -> at("c", Space.ONE, rows, columns);
    };
  }

  private Term source() {
    return source(heads, features);
  }

  private Term source(int rows, int columns) {
    return at("u", edges.srcNodes(), rows, columns);
  }

  /** A leaf where it is needed: known ones of this kind and shape come again. */
  private Term at(String kind, Space space, int rows, int columns) {
    Shape shape = shape(rows, columns);
    List<Leaf> known =
        leaves.stream()
            .filter(l -> l.name().startsWith(kind) && l.tensor().shape().equals(shape))
            .toList();
    Leaf leaf =
        known.isEmpty() || structure.nextInt(3) == 0
            ? made(kind + leaves.size(), space, shape)
            : known.get(structure.nextInt(known.size()));
    Tensor x = leaf.tensor();
    return new Term(
        kind.equals("u") ? edges.src(x) : kind.equals("v") ? edges.dst(x) : x, leaf.name());
  }

  private Leaf made(String name, Space space, Shape shape) {
    float[] elements = new float[Math.toIntExact(space.size() * shape.width())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = 2 * data.nextFloat() - 1;
    }
    Leaf leaf = new Leaf(Tensor.of(space, shape, elements), name);
    leaves.add(leaf);
    return leaf;
  }

  private static Shape shape(int rows, int columns) {
    return Shape.of(rows, columns);
  }
}
