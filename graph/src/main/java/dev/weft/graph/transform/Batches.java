package dev.weft.graph.transform;

import dev.weft.graph.BatchLayout;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many graphs as one, side by side: node ids are shifted by the nodes before, edges follow graph
 * after graph. {@link Graph#membership} says which graph a node belongs to.
 */
public final class Batches {
  private Batches() {}

  /** As {@link #batch(List)}. */
  public static Graph batch(Graph... graphs) {
    return batch(List.of(graphs));
  }

  /**
   * One graph of all the given ones; a batch among them contributes its graphs. Data are copied
   * when first read; metadata are dropped.
   *
   * @throws IllegalArgumentException when there are none, or when types or columns differ
   */
  public static Graph batch(List<Graph> graphs) {
    if (graphs.isEmpty()) {
      throw new IllegalArgumentException(
          "batch: no graphs; expected at least one, from which the types are taken.");
    }
    graphs.forEach(Batches::checkSchema);
    for (Graph graph : graphs) {
      if (!graph.nodeTypes().equals(graphs.getFirst().nodeTypes())
          || !graph.edgeTypes().equals(graphs.getFirst().edgeTypes())) {
        throw new IllegalArgumentException(
            "batch: "
                + graph
                + " and "
                + graphs.getFirst()
                + " differ in node or edge types; expected the same in all graphs.");
      }
    }
    GraphBuilder builder = Graph.builder();
    graphs.forEach(builder::dependsOn);
    Map<NodeSet, long[]> counts = new IdentityHashMap<>();
    for (String type : graphs.getFirst().nodeTypes()) {
      NodeSet nodes = NodeSet.of(type, graphs.stream().mapToLong(g -> g.numNodes(type)).sum());
      builder
          .nodes(nodes)
          .frame(Frame.concat(graphs.stream().map(g -> g.nodeFrame(type)).toList(), nodes));
      counts.put(
          nodes,
          graphs.stream()
              .flatMapToLong(g -> java.util.Arrays.stream(g.batchNumNodes(type)))
              .toArray());
    }
    Map<String, NodeSet> sets = new java.util.HashMap<>();
    counts.keySet().forEach(nodes -> sets.put(nodes.type(), nodes));
    graphs.getFirst().edgeTypes().forEach(type -> addEdges(builder, graphs, type, sets));
    int size = graphs.stream().mapToInt(Graph::batchSize).sum();
    return builder.layout(BatchLayout.of(size, counts)).build();
  }

  private static void checkSchema(Graph graph) {
    Inputs.noBlock(graph);
  }

  private static void addEdges(
      GraphBuilder builder, List<Graph> graphs, EdgeType type, Map<String, NodeSet> sets) {
    List<Relation> parts = graphs.stream().map(g -> g.relation(type)).toList();
    long size = parts.stream().mapToLong(Relation::numEdges).sum();
    Ids from = Ids.allocate(size);
    Ids to = Ids.allocate(size);
    long at = 0;
    long srcShift = 0;
    long dstShift = 0;
    for (Relation part : parts) {
      shift(part.coo().row(), part.numEdges(), from, at, srcShift);
      shift(part.coo().col(), part.numEdges(), to, at, dstShift);
      at += part.numEdges();
      srcShift += part.src().size();
      dstShift += part.dst().size();
    }
    Relation made = Inputs.relation(type, sets.get(type.src()), sets.get(type.dst()), from, to);
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      frames.add(graphs.get(i).frame(parts.get(i).edges()));
    }
    builder.relation(made).frame(Frame.concat(frames, made.edges()));
  }

  private static void shift(MemorySegment ids, long count, Ids out, long at, long shift) {
    Ids in = new Ids(ids, count);
    for (long i = 0; i < count; i++) {
      out.set(at + i, (int) (in.get(i) + shift));
    }
  }

  /**
   * The graphs of a batch, with the data of their nodes and edges. The graph itself where it is no
   * batch.
   */
  public static List<Graph> unbatch(Graph batch) {
    Inputs.noBlock(batch);
    if (batch.batchSize() == 1) {
      return List.of(batch);
    }
    Map<Relation, EdgeGroups> groups = new java.util.HashMap<>();
    batch
        .relations()
        .forEach(relation -> groups.put(relation, EdgeGroups.of(batch.layout(), relation)));
    List<Graph> out = new ArrayList<>();
    for (int i = 0; i < batch.batchSize(); i++) {
      int graph = i;
      out.add(part(batch, graph, relation -> groups.get(relation).edges(graph)));
    }
    return List.copyOf(out);
  }

  /**
   * One graph of a batch, with the data of its nodes and edges.
   *
   * @throws IllegalArgumentException when there is no such graph
   */
  public static Graph sliceBatch(Graph batch, int graph) {
    Inputs.noBlock(batch);
    if (graph < 0 || graph >= batch.batchSize()) {
      throw new IllegalArgumentException(
          "sliceBatch: graph "
              + graph
              + " is out of range [0, batchSize="
              + batch.batchSize()
              + ").");
    }
    return part(batch, graph, relation -> EdgeGroups.edges(batch.layout(), relation, graph));
  }

  private interface EdgesOf {
    Ids of(Relation relation);
  }

  private static Graph part(Graph batch, int graph, EdgesOf edges) {
    GraphBuilder builder = batch.derive();
    Map<NodeSet, NodeSet> sets = new IdentityHashMap<>();
    for (String type : batch.nodeTypes()) {
      NodeSet all = batch.nodes(type);
      long[] offsets = batch.layout().offsets(all);
      Ids own = Ids.range(offsets[graph], offsets[graph + 1]);
      NodeSet nodes = NodeSet.of(type, own.size());
      sets.put(all, nodes);
      builder.nodes(nodes).frame(batch.frame(all).gather(nodes, own));
    }
    for (Relation relation : batch.relations()) {
      Ids eids = edges.of(relation);
      Ids from =
          local(
              batch,
              relation.src(),
              graph,
              new Ids(relation.coo().row(), relation.numEdges()).gather(eids));
      Ids to =
          local(
              batch,
              relation.dst(),
              graph,
              new Ids(relation.coo().col(), relation.numEdges()).gather(eids));
      Relation made =
          Inputs.relation(
              relation.type(), sets.get(relation.src()), sets.get(relation.dst()), from, to);
      builder.relation(made).frame(batch.frame(relation.edges()).gather(made.edges(), eids));
    }
    return builder.build();
  }

  private static Ids local(Graph batch, NodeSet nodes, int graph, Ids ids) {
    long shift = batch.layout().offsets(nodes)[graph];
    for (long i = 0; i < ids.size(); i++) {
      ids.set(i, (int) (ids.get(i) - shift));
    }
    return ids;
  }
}
