package dev.weft.graph.transform;

import dev.weft.graph.BatchLayout;
import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;

/**
 * The edges of a relation grouped by the graph of a batch they belong to, each group in edge-id
 * order. Right after batching they lie that way already; added self loops or reverse edges change
 * it.
 */
record EdgeGroups(Csr byGraph) {

  static EdgeGroups of(BatchLayout layout, Relation relation) {
    Ids graphs =
        layout.graphOf(relation.src()).gather(new Ids(relation.coo().row(), relation.numEdges()));
    return new EdgeGroups(
        new Coo(
                layout.batchSize(),
                relation.src().size(),
                graphs.size(),
                graphs.segment(),
                relation.coo().row())
            .toCsr());
  }

  Ids edges(int graph) {
    long from = byGraph.start(graph);
    long to = byGraph.start(graph + 1L);
    return byGraph.eids().isPresent()
        ? Ids.of(byGraph.eids().get(), byGraph.edgeIds(), byGraph.size()).slice(from, to)
        : Ids.range(from, to);
  }

  /** The edges of one graph alone. */
  static Ids edges(BatchLayout layout, Relation relation, int graph) {
    long[] offsets = layout.offsets(relation.src());
    long from = offsets[graph];
    long to = offsets[graph + 1];
    EdgeFilter own = (u, v) -> u >= from && u < to;
    return own.of(relation);
  }
}
