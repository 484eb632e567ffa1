package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which graph of a batch every node belongs to. The nodes of a graph are consecutive in every node
 * set; an edge belongs to the graph of its ends. A graph that is no batch is a batch of one.
 */
public final class BatchLayout {
  private final NodeSet graphs;
  private final Map<NodeSet, long[]> offsets;
  private final Map<NodeSet, EdgeList> memberships = new ConcurrentHashMap<>();

  private BatchLayout(NodeSet graphs, Map<NodeSet, long[]> offsets) {
    this.graphs = graphs;
    this.offsets = offsets;
  }

  /**
   * The layout with the given node counts.
   *
   * @param counts for every node set, the number of nodes of each graph
   * @throws IllegalArgumentException when counts differ in length or do not sum to the node set's
   *     size
   */
  public static BatchLayout of(int batchSize, Map<NodeSet, long[]> counts) {
    Map<NodeSet, long[]> offsets = new IdentityHashMap<>();
    counts.forEach((nodes, sizes) -> offsets.put(nodes, offsets(nodes, batchSize, sizes)));
    return new BatchLayout(NodeSet.of("_G", batchSize), offsets);
  }

  /** All nodes in one graph. */
  static BatchLayout single(Iterable<NodeSet> sets) {
    Map<NodeSet, long[]> counts = new IdentityHashMap<>();
    sets.forEach(nodes -> counts.put(nodes, new long[] {nodes.size()}));
    return of(1, counts);
  }

  private static long[] offsets(NodeSet nodes, int batchSize, long[] sizes) {
    long[] out = new long[sizes.length + 1];
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 0) {
        throw new IllegalArgumentException(
            "BatchLayout: batchNumNodes["
                + i
                + "]="
                + sizes[i]
                + " of type "
                + nodes.type()
                + " is negative.");
      }
      out[i + 1] = out[i] + sizes[i];
    }
    if (sizes.length != batchSize || out[batchSize] != nodes.size()) {
      throw new IllegalArgumentException(
          "BatchLayout(batchSize="
              + batchSize
              + "): "
              + sizes.length
              + " node counts of type "
              + nodes.type()
              + " that sum to "
              + out[sizes.length]
              + "; expected one for each graph with the sum "
              + nodes.size()
              + ".");
    }
    return out;
  }

  /** Number of graphs. */
  public int batchSize() {
    return Math.toIntExact(graphs.size());
  }

  /** The graphs as a node set: the space of readouts. */
  public NodeSet graphs() {
    return graphs;
  }

  /**
   * Where the nodes of every graph begin: batchSize + 1 offsets.
   *
   * @throws IllegalArgumentException when the node set is not of this layout
   */
  public long[] offsets(NodeSet nodes) {
    long[] found = offsets.get(nodes);
    if (found == null) {
      throw new IllegalArgumentException(
          "BatchLayout: " + nodes + " is not among " + offsets.keySet() + ".");
    }
    return found.clone();
  }

  /** True when the layout covers this node set. */
  public boolean covers(NodeSet nodes) {
    return offsets.containsKey(nodes);
  }

  /**
   * The relation from every node to its graph; edge i leaves node i. Made when first asked for,
   * then kept.
   */
  public EdgeList membership(NodeSet nodes) {
    return memberships.computeIfAbsent(nodes, this::link);
  }

  private EdgeList link(NodeSet nodes) {
    long[] from = offsets(nodes);
    Ids graph = Ids.allocate(nodes.size());
    for (int g = 0; g < batchSize(); g++) {
      for (long i = from[g]; i < from[g + 1]; i++) {
        graph.set(i, g);
      }
    }
    Coo coo =
        new Coo(
            nodes.size(),
            graphs.size(),
            nodes.size(),
            Ids.range(nodes.size()).segment(),
            graph.segment());
    return EdgeList.of(nodes.type() + ":_in:_G", nodes, graphs, coo);
  }

  /** Number of edges of every graph: those whose source belongs to it. */
  public long[] numEdges(Relation relation) {
    Ids graph = graphOf(relation.src());
    long[] out = new long[batchSize()];
    Coo coo = relation.coo();
    for (long i = 0; i < coo.size(); i++) {
      out[graph.get(coo.rowOf(i))]++;
    }
    return out;
  }

  /** The graph of every node. */
  public Ids graphOf(NodeSet nodes) {
    return new Ids(membership(nodes).coo().col(), nodes.size());
  }
}
