package dev.weft.examples.bench;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.message.Groups;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Products with a matrix for each type: rows are as many as the graph has edges and have their
 * types; or {@value #ADAPTERS} adapters of rank {@value #RANK}, each for {@value #ROWS} rows.
 */
final class Typed {
  private static final int ADAPTERS = 64;
  private static final int RANK = 8;
  private static final int ROWS = 16;

  private Typed() {}

  /** Rows sorted by type. */
  static Supplier<Tensor> segments(GraphFolder folder, int width) {
    int[] sorted = folder.typesOfEdges().clone();
    Arrays.sort(sorted);
    return products(sorted, folder.numTypes(), width);
  }

  /** Rows in the order of the edges. */
  static Supplier<Tensor> gathered(GraphFolder folder, int width) {
    return products(folder.typesOfEdges(), folder.numTypes(), width);
  }

  private static Supplier<Tensor> products(int[] types, int count, int width) {
    NodeSet rows = NodeSet.of("row", types.length);
    Groups byType = Groups.ofIndex(rows, NodeSet.of("type", count), types);
    byType.members().in();
    Tensor x = Inputs.features(rows, Shape.of(width), 0);
    Tensor w = Inputs.features(new Space.Rows(count), Shape.of(width, width), 0);
    return () -> byType.matmul(x, w);
  }

  /** All adapters at once: x A_t B_t. */
  static Supplier<Tensor> adapters(int width) {
    NodeSet rows = NodeSet.of("row", ADAPTERS * ROWS);
    Groups byAdapter = Groups.ofIndex(rows, NodeSet.of("adapter", ADAPTERS), adapterOfRow());
    byAdapter.members().in();
    Tensor x = Inputs.features(rows, Shape.of(width), 0);
    Tensor down = Inputs.features(new Space.Rows(ADAPTERS), Shape.of(width, RANK), 0);
    Tensor up = Inputs.features(new Space.Rows(ADAPTERS), Shape.of(RANK, width), 3);
    return () -> byAdapter.matmul(byAdapter.matmul(x, down), up);
  }

  /** The same, adapter after adapter: take its rows, two products, put them back. */
  static Supplier<Tensor> adapterLoop(int width) {
    NodeSet rows = NodeSet.of("row", ADAPTERS * ROWS);
    Tensor x = Inputs.features(rows, Shape.of(width), 0);
    Tensor down = Inputs.features(new Space.Rows(ADAPTERS), Shape.of(width * RANK), 0);
    Tensor up = Inputs.features(new Space.Rows(ADAPTERS), Shape.of(RANK * width), 3);
    double[] a = down.doubles();
    double[] b = up.doubles();
    int[] adapter = adapterOfRow();
    List<Edges> own = new ArrayList<>();
    List<Tensor> first = new ArrayList<>();
    List<Tensor> second = new ArrayList<>();
    for (int t = 0; t < ADAPTERS; t++) {
      int of = t;
      int[] chosen = IntStream.range(0, adapter.length).filter(i -> adapter[i] == of).toArray();
      own.add(toRows(rows, chosen));
      first.add(matrix(a, t, width, RANK));
      second.add(matrix(b, t, RANK, width));
    }
    return () -> {
      Tensor all = Tensor.literal(0);
      for (int t = 0; t < ADAPTERS; t++) {
        Edges e = own.get(t);
        all = all.plus(e.sum(e.dst(x).matmul(first.get(t)).matmul(second.get(t))));
      }
      return all;
    };
  }

  private static int[] adapterOfRow() {
    return IntStream.range(0, ADAPTERS * ROWS).map(i -> i * 29 % ADAPTERS).toArray();
  }

  private static Edges toRows(NodeSet rows, int[] chosen) {
    NodeSet part = NodeSet.of("part", chosen.length);
    int[] every = IntStream.range(0, chosen.length).toArray();
    EdgeList list =
        EdgeList.of("part", part, rows, Coo.of(chosen.length, rows.size(), every, chosen));
    list.in();
    return new Edges(list, Op.End.DST);
  }

  private static Tensor matrix(double[] all, int t, int k, int n) {
    float[] own = new float[k * n];
    for (int i = 0; i < own.length; i++) {
      own[i] = (float) all[t * k * n + i];
    }
    return Tensor.constant(own, k, n);
  }
}
