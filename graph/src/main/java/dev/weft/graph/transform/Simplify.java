package dev.weft.graph.transform;

import dev.weft.graph.CategoryColumn;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.graph.SparseColumn;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.sparse.Coalesced;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parallel edges merged into one. */
public final class Simplify {
  /** Column with the number of edges that a merged edge stands for. */
  public static final String COUNT = "count";

  private Simplify() {}

  /**
   * A graph without parallel edges.
   *
   * @param graph its edges are sorted by source and destination and have the column {@code count}
   * @param mapping by edge type, the merged edge of every former edge
   */
  public record Simple(Graph graph, Map<String, Ids> mapping) {
    /** The merged edge of every former edge of the only relation. */
    public int[] mapping(Relation former) {
      return mapping.get(former.type().toString()).toArray();
    }
  }

  /** Merges parallel edges of every relation; a merged edge has the data of the first. */
  public static Simple toSimple(Graph graph) {
    return simplify(graph, Optional.empty());
  }

  /**
   * Merges parallel edges of every relation; numeric data are reduced, categories and texts taken
   * from the first.
   */
  public static Simple toSimple(Graph graph, Reduction reduction) {
    return simplify(graph, Optional.of(reduction));
  }

  private static Simple simplify(Graph graph, Optional<Reduction> reduction) {
    GraphBuilder builder = Inputs.noBlock(graph).derive().layout(graph.layout());
    graph
        .nodeTypes()
        .forEach(type -> builder.nodes(graph.nodes(type)).frame(graph.nodeFrame(type)));
    Map<String, Ids> mapping = new TreeMap<>();
    for (Relation relation : graph.relations()) {
      Coalesced merged = relation.coo().coalesce();
      Relation made = Inputs.relation(relation, merged.coo());
      Ids unique = Ids.of(merged.uniqueOf(), merged.edgeIds(), relation.numEdges());
      Ids firsts = Ids.of(merged.firsts(), merged.edgeIds(), made.numEdges());
      Ids counts = new Ids(merged.counts(), made.numEdges());
      Frame frame = data(graph.frame(relation.edges()), made, unique, firsts, reduction);
      builder.relation(made).frame(frame.with(COUNT, Columns.of(COUNT, made.edges(), counts)));
      mapping.put(relation.type().toString(), unique);
    }
    return new Simple(builder.build(), Map.copyOf(mapping));
  }

  private static Frame data(
      Frame frame, Relation made, Ids unique, Ids firsts, Optional<Reduction> reduction) {
    Frame out = frame.gather(made.edges(), firsts);
    if (reduction.isEmpty()) {
      return out;
    }
    for (Map.Entry<String, Column> entry : frame.columns().entrySet()) {
      out =
          switch (entry.getValue()) {
            case SparseColumn sparse -> out;
            case CategoryColumn categories -> out;
            case DenseColumn dense ->
                out.with(entry.getKey(), reduced(dense, made, unique, reduction.get()));
          };
    }
    return out;
  }

  private static DenseColumn reduced(
      DenseColumn column, Relation made, Ids unique, Reduction reduction) {
    return Columns.deferred(
        column.name(),
        made.edges(),
        column.dtype(),
        column.shape(),
        () -> {
          Csr groups =
              new Coo(
                      made.numEdges(),
                      unique.size(),
                      unique.size(),
                      unique.segment(),
                      Ids.range(unique.size()).segment())
                  .toCsr();
          return EdgeReduce.perNode(
              column, made.edges(), groups, Ids.range(made.numEdges()), reduction);
        });
  }
}
