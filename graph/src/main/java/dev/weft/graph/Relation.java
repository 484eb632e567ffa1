package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;

/**
 * The edges of one type as a graph sees them. A relation and its reverse share one edge list, so
 * edge ids, edge data and compressed formats are common to both. Queries over single nodes and
 * edges stand in {@link Queries}, reached by {@link #query()}.
 *
 * @param type canonical edge type, in this relation's direction
 * @param edges the edges, which are also the space of edge data
 * @param direction how the edge list is read
 */
public record Relation(EdgeType type, EdgeList edges, Direction direction) {

  /** The nodes edges leave. */
  public NodeSet src() {
    return direction == Direction.FORWARD ? edges.src() : edges.dst();
  }

  /** The nodes edges enter. */
  public NodeSet dst() {
    return direction == Direction.FORWARD ? edges.dst() : edges.src();
  }

  /** Number of edges. */
  public long numEdges() {
    return edges.size();
  }

  /**
   * In-edges by destination: row v lists the sources of its in-edges, in edge-id order. Made when
   * first asked for, then kept.
   */
  public Csr in() {
    return direction == Direction.FORWARD ? edges.in() : edges.out();
  }

  /**
   * Out-edges by source: row u lists the destinations of its out-edges, in edge-id order. Made when
   * first asked for, then kept.
   */
  public Csr out() {
    return direction == Direction.FORWARD ? edges.out() : edges.in();
  }

  /** The edges in id order, rows being sources. O(1). */
  public Coo coo() {
    return direction == Direction.FORWARD ? edges.coo() : edges.coo().transpose();
  }

  /** True when the edge list is read with its ends exchanged. */
  public boolean isReversed() {
    return direction == Direction.REVERSED;
  }

  /** The same edges with the ends exchanged: same edge ids, same edge space. O(1). */
  public Relation reverse() {
    return new Relation(type.reverse(), edges, direction.opposite());
  }

  /** Degrees, look-ups and neighbours. */
  public Queries query() {
    return new Queries(this);
  }

  @Override
  public String toString() {
    return type + "[" + numEdges() + "]" + (isReversed() ? " reversed" : "");
  }
}
