package dev.weft.graph.transform;

import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Nodes in another order, so that neighbours lie near each other in memory. */
public final class Reordering {
  private Reordering() {}

  /**
   * The graph with its nodes in the given order and its edges sorted by source, then destination.
   * Former ids stand in {@code _ID}.
   *
   * @param order new node i is old node {@code order[i]}; a permutation
   * @throws IllegalArgumentException when it is none, or when there are several node types
   */
  public static Graph reorderGraph(Graph graph, int... order) {
    NodeSet nodes = Inputs.noBlock(graph).nodes();
    Ids ids = Ids.of(order);
    int[] place = inverse(nodes, order);
    Selection selection = new Selection(graph).nodes(nodes, ids);
    for (Relation relation : graph.relations()) {
      Ids from = placed(new Ids(relation.coo().row(), relation.numEdges()), place);
      Ids to = placed(new Ids(relation.coo().col(), relation.numEdges()), place);
      Coo moved = new Coo(nodes.size(), nodes.size(), from.size(), from.segment(), to.segment());
      selection.edges(relation, Ids.of(moved.sort().permutation(), moved.edgeIds(), moved.size()));
    }
    return selection.build();
  }

  private static int[] inverse(NodeSet nodes, int[] order) {
    int[] place = new int[Math.toIntExact(nodes.size())];
    Arrays.fill(place, -1);
    for (int i = 0; i < order.length; i++) {
      if (order[i] < 0 || order[i] >= place.length || place[order[i]] >= 0) {
        throw new IllegalArgumentException(
            "reorderGraph: order["
                + i
                + "]="
                + order[i]
                + " is "
                + (order[i] < 0 || order[i] >= place.length ? "out of range" : "there twice")
                + "; expected every one of [0, "
                + place.length
                + ") once.");
      }
      place[order[i]] = i;
    }
    if (order.length != place.length) {
      throw new IllegalArgumentException(
          "reorderGraph: the order has " + order.length + " nodes; expected " + place.length + ".");
    }
    return place;
  }

  private static Ids placed(Ids ids, int[] place) {
    Ids out = Ids.allocate(ids.size());
    for (long i = 0; i < ids.size(); i++) {
      out.set(i, place[ids.get(i)]);
    }
    return out;
  }

  /**
   * Nodes by falling in-degree of the only relation; equal degrees by id. Features that are read
   * often come to lie together.
   */
  public static int[] byDegree(Graph graph) {
    int[] degree = graph.inDegrees();
    long[] keys = new long[degree.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) (Integer.MAX_VALUE - degree[i]) << 32 | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  /**
   * The reverse Cuthill-McKee order of the only relation, read without directions: breadth first
   * from a node of lowest degree, neighbours by degree, the whole reversed (Cuthill and McKee 1969;
   * George 1971). Keeps edges near the diagonal.
   */
  public static int[] reverseCuthillMcKee(Graph graph) {
    Relation relation = Reversal.toBidirected(graph).relation();
    Csr out = relation.out();
    int n = Math.toIntExact(out.rows());
    long[] byDegree =
        IntStream.range(0, n).mapToLong(v -> out.degree(v) << 32 | v).sorted().toArray();
    BitSet seen = new BitSet(n);
    int[] order = new int[n];
    int size = 0;
    for (long key : byDegree) {
      int root = (int) key;
      if (!seen.get(root)) {
        size = sweep(out, root, seen, order, size);
      }
    }
    return IntStream.range(0, n).map(i -> order[n - 1 - i]).toArray();
  }

  private static int sweep(Csr out, int root, BitSet seen, int[] order, int start) {
    seen.set(root);
    order[start] = root;
    int size = start + 1;
    for (int at = start; at < size; at++) {
      int u = order[at];
      IdBuffer fresh = new IdBuffer();
      for (long p = out.start(u); p < out.start(u + 1L); p++) {
        if (!seen.get(out.column(p))) {
          seen.set(out.column(p));
          fresh.add(out.column(p));
        }
      }
      long[] keys =
          Arrays.stream(fresh.toArray()).mapToLong(v -> out.degree(v) << 32 | v).sorted().toArray();
      for (long key : keys) {
        order[size++] = (int) key;
      }
    }
    return size;
  }
}
