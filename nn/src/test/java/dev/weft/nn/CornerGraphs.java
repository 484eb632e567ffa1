package dev.weft.nn;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Edges;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small graphs on which layers go wrong. */
public final class CornerGraphs {
  private CornerGraphs() {}

  /** Name to edges over one node set each. */
  public static Map<String, Edges> all() {
    Map<String, Edges> all = new LinkedHashMap<>();
    all.put("no nodes", graph(0, new int[0], new int[0]));
    all.put("no edges", graph(4, new int[0], new int[0]));
    all.put("isolated nodes", graph(6, new int[] {0, 1, 4}, new int[] {1, 2, 2}));
    all.put("self loops", graph(3, new int[] {0, 1, 2}, new int[] {0, 1, 2}));
    all.put("parallel edges", graph(3, new int[] {0, 0, 0, 1}, new int[] {1, 1, 1, 2}));
    all.put("one hub", graph(7, new int[] {1, 2, 3, 4, 5, 6, 0}, new int[] {0, 0, 0, 0, 0, 0, 3}));
    return all;
  }

  /** Edges over n nodes. */
  public static Edges graph(int n, int[] src, int[] dst) {
    NodeSet nodes = NodeSet.of("node", n);
    return Edges.of(EdgeList.of("edge", nodes, nodes, Coo.of(n, n, src, dst)));
  }

  /** A block: destinations are the first two of five sources. */
  public static Edges block() {
    NodeSet src = NodeSet.of("src", 5);
    NodeSet dst = NodeSet.of("dst", 2);
    return Edges.of(
        EdgeList.of(
            "edge", src, dst, Coo.of(5, 2, new int[] {0, 2, 3, 4, 4}, new int[] {0, 0, 1, 1, 1})));
  }
}
