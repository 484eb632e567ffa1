package dev.weft.examples.bench;

import dev.weft.graph.Graph;
import dev.weft.graph.Space;
import dev.weft.graph.transform.Reversal;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.graph.transform.Simplify;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operators that are timed, forward. */
public enum Operators {
  /** Sum of the sources' rows. */
  COPY_U_SUM,
  /** Sum of the sources' rows, each head times the edge's weight. */
  U_MUL_E_SUM,
  /** Dot product of both ends' rows, head by head. */
  U_DOT_V,
  /** Mean of the sources' rows. */
  COPY_U_MEAN,
  /** Maximum of the sources' rows. */
  COPY_U_MAX,
  /** Minimum of the sources' rows. */
  COPY_U_MIN,
  /** Sum of the edges' weights, head by head. */
  COPY_E_SUM,
  /** Sum of both ends' rows, a row for every edge. */
  U_ADD_V,
  /** Softmax of the edges' weights over in-edges, head by head. */
  EDGE_SOFTMAX,
  /**
   * Attention: softmax of leaky-relu scores, then the weighted sum; scores by formula, X from lane
   * 0 (sources) and from lane H (destinations).
   */
  GAT,
  /** As many rows as edges, sorted by type, each times the matrix of its type. */
  SEGMENT_MM,
  /** The same with rows in the order of the edges. */
  GATHER_MM,
  /** Rows times low-rank matrices of 64 adapters, all at once. */
  ADAPTERS,
  /** The same, adapter after adapter. */
  ADAPTER_LOOP,
  /** In-edges of every node, by counting sort from the edge list. */
  BUILD,
  /** Every edge in both directions, each once. */
  TO_BIDIRECTED,
  /** Parallel edges merged, with their counts and what became of each. */
  TO_SIMPLE,
  /** A loop at every node, behind the other edges. */
  ADD_SELF_LOOPS,
  /** Product of two square matrices, as wide as a row; needs no graph. */
  SGEMM;

  private static final double SLOPE = 0.2;

  /** As the user types it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is computed on a graph. */
  public boolean needsGraph() {
    return this != SGEMM;
  }

  /** The operator of this name. */
  public static Optional<Operators> of(String text) {
    return Stream.of(values()).filter(op -> op.text().equals(text)).findFirst();
  }

  /** All names, with a separator between them. */
  public static String all(String separator) {
    return Stream.of(values()).map(Operators::text).collect(Collectors.joining(separator));
  }

  /**
   * The work on a graph.
   *
   * @param width of a row, all heads together; copy_e_sum, edge_softmax, build and graph transforms
   *     have no use for it
   * @param heads among which the width is shared; no matter to products by type
   * @throws IllegalArgumentException when heads do not divide the width
   */
  Work on(GraphFolder folder, int width, int heads) {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "bench "
              + text()
              + "(width="
              + width
              + ", heads="
              + heads
              + "): expected a width that is a multiple of the heads.");
    }
    return switch (this) {
      case BUILD -> new Build(folder.coo());
      case TO_BIDIRECTED -> new Transformed(Graph.of(folder.coo()), Reversal::toBidirected);
      case TO_SIMPLE -> new Transformed(Graph.of(folder.coo()), g -> Simplify.toSimple(g).graph());
      case ADD_SELF_LOOPS -> new Transformed(Graph.of(folder.coo()), SelfLoops::addSelfLoops);
      case SGEMM -> new Computed(square(width)::write);
      case SEGMENT_MM -> new Computed(Typed.segments(folder, width));
      case GATHER_MM -> new Computed(Typed.gathered(folder, width));
      case ADAPTERS -> new Computed(Typed.adapters(width));
      case ADAPTER_LOOP -> new Computed(Typed.adapterLoop(width));
      case COPY_U_SUM,
          COPY_U_MEAN,
          COPY_U_MAX,
          COPY_U_MIN,
          COPY_E_SUM,
          U_MUL_E_SUM,
          U_ADD_V,
          U_DOT_V,
          EDGE_SOFTMAX,
          GAT ->
          new Computed(expression(Graph.of(folder.coo()), width, heads)::write);
    };
  }

  private interface Expression {
    Tensor write();
  }

  private static Expression square(int width) {
    Space rows = new Space.Rows(width);
    Tensor a = Inputs.features(rows, Shape.of(width), 0);
    Tensor b = Inputs.features(rows, Shape.of(width), 7).asConstant().evaluate();
    return () -> a.matmul(b);
  }

  private Expression expression(Graph graph, int width, int heads) {
    Edges e = Edges.of(graph);
    Shape row = heads == 1 ? Shape.of(width) : Shape.of(heads, width / heads);
    Shape scalar = heads == 1 ? Shape.of(1) : Shape.of(heads, 1);
    return switch (this) {
      case COPY_U_SUM -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        yield () -> e.sum(e.src(x));
      }
      case U_MUL_E_SUM -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        Tensor w = Inputs.weights(e.list(), scalar);
        yield () -> e.sum(e.src(x).times(w));
      }
      case U_DOT_V -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        yield () -> e.src(x).dot(e.dst(x));
      }
      case COPY_U_MEAN -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        yield () -> e.mean(e.src(x));
      }
      case COPY_U_MAX -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        yield () -> e.max(e.src(x));
      }
      case COPY_U_MIN -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        yield () -> e.min(e.src(x));
      }
      case COPY_E_SUM -> {
        Tensor w = Inputs.weights(e.list(), scalar);
        yield () -> e.sum(w);
      }
      case U_ADD_V -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        yield () -> e.src(x).plus(e.dst(x));
      }
      case EDGE_SOFTMAX -> {
        Tensor w = Inputs.weights(e.list(), scalar);
        yield () -> e.softmax(w);
      }
      case GAT -> {
        Tensor x = Inputs.features(graph.nodes(), row, 0);
        Tensor left = Inputs.features(graph.nodes(), scalar, 0);
        Tensor right = Inputs.features(graph.nodes(), scalar, heads);
        yield () ->
            e.sum(
                e.softmax(Functions.leakyRelu(e.src(left).plus(e.dst(right)), SLOPE))
                    .times(e.src(x)));
      }
      case SEGMENT_MM,
          GATHER_MM,
          ADAPTERS,
          ADAPTER_LOOP,
          BUILD,
          TO_BIDIRECTED,
          TO_SIMPLE,
          ADD_SELF_LOOPS,
          SGEMM ->
          throw new IllegalStateException("Operators: " + text() + " is no expression of a graph.");
    };
  }

  /** From a graph to another. */
  private record Transformed(Graph graph, UnaryOperator<Graph> transform) implements Work {
    @Override
    public AutoCloseable run() {
      Graph made = transform.apply(graph);
      return () -> java.lang.ref.Reference.reachabilityFence(made);
    }

    /** Of source minus destination, over all edges. */
    @Override
    public Check check() {
      Coo coo = transform.apply(graph).relation().coo();
      Check sums = Check.NONE;
      for (long e = 0; e < coo.size(); e++) {
        sums = sums.plus(coo.rowOf(e) - coo.colOf(e));
      }
      return sums;
    }

    @Override
    public List<String> plan() {
      return List.of("transform of " + graph.numEdges() + " edges");
    }
  }

  /** From an edge list to in-edges. */
  private record Build(Coo coo) implements Work {
    private Csr inEdges() {
      return coo.transpose().toCsr();
    }

    @Override
    public AutoCloseable run() {
      Csr made = inEdges();
      return () -> java.lang.ref.Reference.reachabilityFence(made);
    }

    /** Of source minus destination, over all edges: wrong rows or lost edges change it. */
    @Override
    public Check check() {
      Csr in = inEdges();
      Check sums = Check.NONE;
      for (long v = 0; v < in.rows(); v++) {
        for (long at = in.start(v); at < in.start(v) + in.degree(v); at++) {
          sums = sums.plus(in.column(at) - v);
        }
      }
      return sums;
    }

    @Override
    public List<String> plan() {
      return List.of("counting sort of " + coo.size() + " edges by destination");
    }
  }
}
