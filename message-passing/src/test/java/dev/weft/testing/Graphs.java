package dev.weft.testing;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.kernels.sparse.Coo;
import java.util.List;
import java.util.stream.IntStream;

/** The graphs on which everything must hold. */
public final class Graphs {
  private Graphs() {}

  /** All corner cases. */
  public static List<EdgeList> all() {
    return List.of(
        homogeneous("noNodes", 0, ids(), ids()),
        homogeneous("noEdges", 3, ids(), ids()),
        homogeneous("isolatedNodes", 5, ids(1, 2), ids(2, 1)),
        homogeneous("selfLoops", 3, ids(0, 1, 0, 2), ids(0, 1, 2, 2)),
        homogeneous("parallelEdges", 3, ids(0, 0, 0, 1, 2), ids(1, 1, 1, 2, 1)),
        homogeneous("hub", 6, ids(0, 1, 2, 4, 5, 3), ids(3, 3, 3, 3, 3, 0)),
        bipartite("block", 5, 2, ids(0, 3, 4, 1, 2), ids(0, 0, 1, 0, 1)),
        bipartite("emptyRelation", 2, 3, ids(), ids()));
  }

  /** A graph whose sources and destinations are the same nodes. */
  public static EdgeList homogeneous(String name, int nodes, int[] src, int[] dst) {
    NodeSet set = NodeSet.of("node", nodes);
    return EdgeList.of(name, set, set, Coo.of(nodes, nodes, src, dst));
  }

  /** A graph between two sets of nodes. */
  public static EdgeList bipartite(
      String name, int sources, int destinations, int[] src, int[] dst) {
    return EdgeList.of(
        name,
        NodeSet.of("u", sources),
        NodeSet.of("v", destinations),
        Coo.of(sources, destinations, src, dst));
  }

  /** From every row of a list to its type. */
  public static EdgeList types(EdgeList rows, int types) {
    int size = Math.toIntExact(rows.src().size());
    int[] from = IntStream.range(0, size).toArray();
    int[] to = IntStream.range(0, size).map(i -> i * 7 % types).toArray();
    return EdgeList.of(
        "types", rows.src(), NodeSet.of("type", types), Coo.of(size, types, from, to));
  }

  /** From every edge of a graph, as rows of their own, to its type. */
  public static EdgeList edgeTypes(EdgeList edges, int types) {
    int size = Math.toIntExact(edges.size());
    NodeSet rows = NodeSet.of("edge", size);
    return types(EdgeList.of("edges", rows, rows, Coo.of(size, size, ids(), ids())), types);
  }

  private static int[] ids(int... ids) {
    return ids;
  }
}
