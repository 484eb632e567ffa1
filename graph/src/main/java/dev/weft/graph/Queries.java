package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;

/**
 * Degrees, look-ups and neighbours of one relation. Arrays in, arrays out; ids are checked. Degrees
 * read the edges once; everything else uses the compressed formats, which are made when first
 * needed.
 *
 * @param relation what is asked
 */
public record Queries(Relation relation) {

  /** In-degree of every destination node, parallel edges counted. */
  public int[] inDegrees() {
    return new Ids(relation.coo().colDegrees(), relation.dst().size()).toArray();
  }

  /** In-degree of the given destination nodes. */
  public int[] inDegrees(int... nodes) {
    IdChecks.nodes("inDegrees of " + relation, relation.dst(), nodes);
    return degrees(relation.in(), nodes);
  }

  /** Out-degree of every source node, parallel edges counted. */
  public int[] outDegrees() {
    return new Ids(relation.coo().rowDegrees(), relation.src().size()).toArray();
  }

  /** Out-degree of the given source nodes. */
  public int[] outDegrees(int... nodes) {
    IdChecks.nodes("outDegrees of " + relation, relation.src(), nodes);
    return degrees(relation.out(), nodes);
  }

  /** True when there is an edge from u to v. */
  public boolean hasEdge(int u, int v) {
    return hasEdges(new int[] {u}, new int[] {v})[0];
  }

  /** For every pair, whether there is an edge from {@code u[i]} to {@code v[i]}. */
  public boolean[] hasEdges(int[] u, int[] v) {
    checkPairs("hasEdges", u, v);
    boolean[] out = new boolean[u.length];
    for (int i = 0; i < u.length; i++) {
      out[i] = PairSearch.first(relation, u[i], v[i]) >= 0;
    }
    return out;
  }

  /** The lowest id of the edges from u to v. */
  public int edgeId(int u, int v) {
    return edgeIds(new int[] {u}, new int[] {v})[0];
  }

  /**
   * For every pair, the lowest id of the edges from {@code u[i]} to {@code v[i]}.
   *
   * @throws IllegalArgumentException when a pair has no edge
   */
  public int[] edgeIds(int[] u, int[] v) {
    checkPairs("edgeIds", u, v);
    int[] out = new int[u.length];
    for (int i = 0; i < u.length; i++) {
      out[i] = PairSearch.first(relation, u[i], v[i]);
      if (out[i] < 0) {
        throw new IllegalArgumentException(
            "edgeIds of "
                + relation
                + ": there is no edge "
                + u[i]
                + " -> "
                + v[i]
                + " (position "
                + i
                + "). Ask hasEdges first, or use allEdgeIds, which leaves absent pairs out.");
      }
    }
    return out;
  }

  /**
   * All edges between the pairs, pair after pair, parallel edges by id. Pairs without an edge give
   * nothing.
   */
  public EdgeArrays allEdgeIds(int[] u, int[] v) {
    checkPairs("allEdgeIds", u, v);
    IntList eids = new IntList();
    for (int i = 0; i < u.length; i++) {
      PairSearch.all(relation, u[i], v[i], eids);
    }
    return findEdges(eids.toArray());
  }

  /**
   * The ends of the given edges.
   *
   * @throws IllegalArgumentException when an id is out of range
   */
  public EdgeArrays findEdges(int... eids) {
    IdChecks.edges("findEdges of " + relation, relation.edges(), eids);
    Coo coo = relation.coo();
    int[] src = new int[eids.length];
    int[] dst = new int[eids.length];
    for (int i = 0; i < eids.length; i++) {
      src[i] = coo.rowOf(eids[i]);
      dst[i] = coo.colOf(eids[i]);
    }
    return new EdgeArrays(src, dst, eids.clone());
  }

  /**
   * The sources of the in-edges of v, in edge-id order; a source appears once for each parallel
   * edge.
   */
  public int[] predecessors(int v) {
    return inEdges(v).src();
  }

  /**
   * The destinations of the out-edges of u, in edge-id order; a destination appears once for each
   * parallel edge.
   */
  public int[] successors(int u) {
    return outEdges(u).dst();
  }

  /** The in-edges of the given nodes, node after node, each in edge-id order. */
  public EdgeArrays inEdges(int... nodes) {
    IdChecks.nodes("inEdges of " + relation, relation.dst(), nodes);
    return findEdges(eids(relation.in(), nodes));
  }

  /** The out-edges of the given nodes, node after node, each in edge-id order. */
  public EdgeArrays outEdges(int... nodes) {
    IdChecks.nodes("outEdges of " + relation, relation.src(), nodes);
    return findEdges(eids(relation.out(), nodes));
  }

  /**
   * All edges.
   *
   * @throws ArithmeticException when there are more than 2^31 - 1
   */
  public EdgeArrays edges(EdgeOrder order) {
    Coo coo = relation.coo();
    return switch (order) {
      case ID -> {
        int size = Math.toIntExact(coo.size());
        yield new EdgeArrays(
            new Ids(coo.row(), size).toArray(),
            new Ids(coo.col(), size).toArray(),
            Ids.range(size).toArray());
      }
      case SRC_DST ->
          findEdges(Ids.of(coo.sort().permutation(), coo.edgeIds(), coo.size()).toArray());
    };
  }

  /**
   * True when some pair of nodes has more than one edge in the same direction. Without edges false.
   */
  public boolean isMultigraph() {
    return PairSearch.hasParallel(relation);
  }

  /** True when some edge begins and ends at the same node. False between different node sets. */
  public boolean hasSelfLoops() {
    if (relation.src() != relation.dst()) {
      return false;
    }
    Coo coo = relation.coo();
    for (long i = 0; i < coo.size(); i++) {
      if (coo.rowOf(i) == coo.colOf(i)) {
        return true;
      }
    }
    return false;
  }

  private void checkPairs(String what, int[] u, int[] v) {
    IdChecks.pairs(what + " of " + relation, u, v);
    IdChecks.nodes(what + " of " + relation, relation.src(), u);
    IdChecks.nodes(what + " of " + relation, relation.dst(), v);
  }

  private static int[] degrees(Csr csr, int[] nodes) {
    return Arrays.stream(nodes).map(node -> Math.toIntExact(csr.degree(node))).toArray();
  }

  private static int[] eids(Csr csr, int[] nodes) {
    long total = 0;
    for (int node : nodes) {
      total += csr.degree(node);
    }
    int[] out = new int[Math.toIntExact(total)];
    int at = 0;
    for (int node : nodes) {
      for (long p = csr.start(node); p < csr.start(node + 1L); p++) {
        out[at++] = Ids.narrow(csr.edge(p));
      }
    }
    return out;
  }
}
