package dev.weft.graph.jgrapht;

import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Csr;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.function.LongToIntFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jgrapht.Graph;
import org.jgrapht.GraphType;
import org.jgrapht.graph.AbstractGraph;
import org.jgrapht.graph.DefaultGraphType;

/**
 * A relation as a directed JGraphT graph: vertices are node ids, edges are edge ids. Read-only;
 * sets are views over the compressed formats. Parallel edges and loops are there as they are; every
 * weight is 1.
 */
public final class CsrView extends AbstractGraph<Integer, Integer> {
  private static final GraphType TYPE =
      new DefaultGraphType.Builder()
          .directed()
          .weighted(false)
          .modifiable(false)
          .allowMultipleEdges(true)
          .allowSelfLoops(true)
          .allowCycles(true)
          .build();

  private final Relation relation;

  CsrView(Relation relation) {
    if (relation.src() != relation.dst()) {
      throw new IllegalArgumentException(
          "CsrView: relation " + relation.type() + " joins different node types; expected one.");
    }
    this.relation = relation;
  }

  @Override
  public GraphType getType() {
    return TYPE;
  }

  @Override
  public Set<Integer> vertexSet() {
    return new Numbers(0, relation.src().size(), i -> (int) i);
  }

  @Override
  public Set<Integer> edgeSet() {
    return new Numbers(0, relation.numEdges(), i -> (int) i);
  }

  @Override
  public boolean containsVertex(Integer vertex) {
    return vertex != null && vertex >= 0 && vertex < relation.src().size();
  }

  @Override
  public boolean containsEdge(Integer edge) {
    return edge != null && edge >= 0 && edge < relation.numEdges();
  }

  @Override
  public Integer getEdgeSource(Integer edge) {
    return relation.coo().rowOf(Objects.checkIndex(edge, relation.numEdges()));
  }

  @Override
  public Integer getEdgeTarget(Integer edge) {
    return relation.coo().colOf(Objects.checkIndex(edge, relation.numEdges()));
  }

  @Override
  public double getEdgeWeight(Integer edge) {
    return Graph.DEFAULT_EDGE_WEIGHT;
  }

  @Override
  public Set<Integer> outgoingEdgesOf(Integer vertex) {
    return row(relation.out(), vertex);
  }

  @Override
  public Set<Integer> incomingEdgesOf(Integer vertex) {
    return row(relation.in(), vertex);
  }

  /** Out-edges, then in-edges without the loops among them. */
  @Override
  public Set<Integer> edgesOf(Integer vertex) {
    Set<Integer> all = new java.util.LinkedHashSet<>(outgoingEdgesOf(vertex));
    all.addAll(incomingEdgesOf(vertex));
    return Collections.unmodifiableSet(all);
  }

  @Override
  public int outDegreeOf(Integer vertex) {
    return (int) relation.out().degree(vertex);
  }

  @Override
  public int inDegreeOf(Integer vertex) {
    return (int) relation.in().degree(vertex);
  }

  @Override
  public int degreeOf(Integer vertex) {
    return Math.addExact(outDegreeOf(vertex), inDegreeOf(vertex));
  }

  @Override
  public Set<Integer> getAllEdges(Integer source, Integer target) {
    if (!containsVertex(source) || !containsVertex(target)) {
      return null;
    }
    int[] eids = relation.query().allEdgeIds(new int[] {source}, new int[] {target}).eids();
    return new Numbers(0, eids.length, i -> eids[(int) i]);
  }

  @Override
  public Integer getEdge(Integer source, Integer target) {
    Set<Integer> all = getAllEdges(source, target);
    return all == null || all.isEmpty() ? null : all.iterator().next();
  }

  private Set<Integer> row(Csr csr, int vertex) {
    if (!containsVertex(vertex)) {
      throw new IllegalArgumentException(
          "CsrView: vertex " + vertex + " is out of range [0, " + relation.src().size() + ").");
    }
    return new Numbers(csr.start(vertex), csr.start(vertex + 1L), p -> (int) csr.edge(p));
  }

  /** Ascending numbers at consecutive positions: edge ids of a row are, and so are plain ranges. */
  private static final class Numbers extends AbstractSet<Integer> {
    private final long from;
    private final long to;
    private final LongToIntFunction at;

    Numbers(long from, long to, LongToIntFunction at) {
      this.from = from;
      this.to = to;
      this.at = at;
    }

    @Override
    public int size() {
      return (int) Math.min(Integer.MAX_VALUE, to - from);
    }

    @Override
    public boolean contains(Object o) {
      if (!(o instanceof Integer wanted)) {
        return false;
      }
      long low = from;
      long high = to;
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (at.applyAsInt(middle) < wanted) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < to && at.applyAsInt(low) == wanted;
    }

    @Override
    public Iterator<Integer> iterator() {
      PrimitiveIterator.OfInt numbers = LongStream.range(from, to).mapToInt(at).iterator();
      return numbers;
    }
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException(
        "CsrView: the view is read-only; expected a change to a graph. Make a new graph with the transforms of dev.weft.graph.transform.");
  }

  @Override
  public Supplier<Integer> getVertexSupplier() {
    return null;
  }

  @Override
  public Supplier<Integer> getEdgeSupplier() {
    return null;
  }

  @Override
  public Integer addEdge(Integer source, Integer target) {
    throw readOnly();
  }

  @Override
  public boolean addEdge(Integer source, Integer target, Integer edge) {
    throw readOnly();
  }

  @Override
  public Integer addVertex() {
    throw readOnly();
  }

  @Override
  public boolean addVertex(Integer vertex) {
    throw readOnly();
  }

  @Override
  public Integer removeEdge(Integer source, Integer target) {
    throw readOnly();
  }

  @Override
  public boolean removeEdge(Integer edge) {
    throw readOnly();
  }

  @Override
  public boolean removeVertex(Integer vertex) {
    throw readOnly();
  }

  @Override
  public void setEdgeWeight(Integer edge, double weight) {
    throw readOnly();
  }
}
