package dev.weft.graph.transform;

import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Parts of a graph. Former ids stand in the column {@code _ID} of whatever was selected; data are
 * taken along and copied when first read.
 */
public final class Subgraphs {
  private Subgraphs() {}

  /** What becomes of nodes when edges are selected. */
  public enum Nodes {
    /** All nodes stay and are shared. */
    KEEP,
    /** Only nodes at selected edges stay, with new ids in the order of the old ones. */
    RELABEL
  }

  /** As {@link #nodeSubgraph(Graph, Map)} for the only node type. */
  public static Graph nodeSubgraph(Graph graph, int... nodes) {
    return nodeSubgraph(graph, Inputs.only(graph, nodes));
  }

  /**
   * The given nodes, in the given order, and the edges between them, by source and then edge id.
   * Types that are not named keep no nodes.
   *
   * @throws IllegalArgumentException when an id is out of range or given twice
   */
  public static Graph nodeSubgraph(Graph graph, Map<String, int[]> nodes) {
    Map<NodeSet, int[]> wanted = Inputs.nodes(Inputs.noBlock(graph), nodes);
    Selection selection = new Selection(graph);
    Map<NodeSet, IdMap> maps = new IdentityHashMap<>();
    for (String type : graph.nodeTypes()) {
      NodeSet set = graph.nodes(type);
      Ids ids = Ids.of(wanted.getOrDefault(set, new int[0]));
      IdMap map = IdMap.of(set.size(), ids);
      if (map.size() != ids.size()) {
        throw new IllegalArgumentException(
            "nodeSubgraph: of "
                + ids.size()
                + " nodes of type "
                + type
                + " only "
                + map.size()
                + " differ; expected every node once.");
      }
      maps.put(set, map);
      selection.nodes(set, ids);
    }
    for (Relation relation : graph.relations()) {
      selection.edges(
          relation, EdgesBetween.of(relation, maps.get(relation.src()), maps.get(relation.dst())));
    }
    return selection.build();
  }

  /** As {@link #edgeSubgraph(Graph, Map, Nodes)} for the only relation, with relabelled nodes. */
  public static Graph edgeSubgraph(Graph graph, int... edges) {
    return edgeSubgraph(graph, Inputs.onlyRelation(graph, edges), Nodes.RELABEL);
  }

  /**
   * The given edges, in the given order. Relations that are not named keep no edges.
   *
   * @throws IllegalArgumentException when an id is out of range
   */
  public static Graph edgeSubgraph(Graph graph, Map<String, int[]> edges, Nodes nodes) {
    Map<Relation, int[]> wanted = Inputs.edges(Inputs.noBlock(graph), edges);
    Map<Relation, Ids> chosen =
        graph.relations().stream()
            .collect(Collectors.toMap(r -> r, r -> Ids.of(wanted.getOrDefault(r, new int[0]))));
    return select(graph, chosen, nodes);
  }

  /** As {@link #inSubgraph(Graph, Map, Nodes)} for the only node type; all nodes stay. */
  public static Graph inSubgraph(Graph graph, int... nodes) {
    return inSubgraph(graph, Inputs.only(graph, nodes), Nodes.KEEP);
  }

  /**
   * The in-edges of the given nodes in every relation: node after node, each in edge-id order; a
   * node given twice counts once.
   */
  public static Graph inSubgraph(Graph graph, Map<String, int[]> nodes, Nodes relabel) {
    Map<NodeSet, int[]> seeds = Inputs.nodes(Inputs.noBlock(graph), nodes);
    Map<Relation, Ids> chosen =
        graph.relations().stream()
            .collect(
                Collectors.toMap(
                    r -> r, r -> entries(r.in(), seeds.getOrDefault(r.dst(), new int[0]))));
    return select(graph, chosen, relabel);
  }

  /** As {@link #outSubgraph(Graph, Map, Nodes)} for the only node type; all nodes stay. */
  public static Graph outSubgraph(Graph graph, int... nodes) {
    return outSubgraph(graph, Inputs.only(graph, nodes), Nodes.KEEP);
  }

  /**
   * The out-edges of the given nodes in every relation: node after node, each in edge-id order; a
   * node given twice counts once.
   */
  public static Graph outSubgraph(Graph graph, Map<String, int[]> nodes, Nodes relabel) {
    Map<NodeSet, int[]> seeds = Inputs.nodes(Inputs.noBlock(graph), nodes);
    Map<Relation, Ids> chosen =
        graph.relations().stream()
            .collect(
                Collectors.toMap(
                    r -> r, r -> entries(r.out(), seeds.getOrDefault(r.src(), new int[0]))));
    return select(graph, chosen, relabel);
  }

  /** As {@link #removeNodes(Graph, Map)} for the only node type. */
  public static Graph removeNodes(Graph graph, int... nodes) {
    return removeNodes(graph, Inputs.only(graph, nodes));
  }

  /**
   * The graph without the given nodes and their edges; the others keep their order and get
   * consecutive ids. Edges come by source.
   */
  public static Graph removeNodes(Graph graph, Map<String, int[]> nodes) {
    Map<NodeSet, int[]> gone = Inputs.nodes(Inputs.noBlock(graph), nodes);
    Map<String, int[]> kept =
        graph.nodeTypes().stream()
            .collect(
                Collectors.toMap(
                    t -> t,
                    t ->
                        others(
                            graph.nodes(t).size(), gone.getOrDefault(graph.nodes(t), new int[0]))));
    return nodeSubgraph(graph, kept);
  }

  /** As {@link #removeEdges(Graph, Map)} for the only relation. */
  public static Graph removeEdges(Graph graph, int... edges) {
    return removeEdges(graph, Inputs.onlyRelation(graph, edges));
  }

  /**
   * The graph without the given edges; the others keep their order, and relations that are not
   * named stay as they are.
   */
  public static Graph removeEdges(Graph graph, Map<String, int[]> edges) {
    Selection selection = new Selection(graph);
    Inputs.edges(graph, edges)
        .forEach(
            (relation, gone) ->
                selection.edges(relation, Ids.of(others(relation.numEdges(), gone))));
    return selection.build();
  }

  /**
   * Only these relations, named as in {@link Graph#relation(String)}, and the node types at their
   * ends.
   */
  public static Graph edgeTypeSubgraph(Graph graph, String... relations) {
    List<Relation> kept = Arrays.stream(relations).map(graph::relation).toList();
    Set<String> types = new TreeSet<>();
    kept.forEach(r -> types.addAll(List.of(r.type().src(), r.type().dst())));
    return types(graph, types, kept);
  }

  /** Only these node types, and the relations between them. */
  public static Graph nodeTypeSubgraph(Graph graph, String... nodeTypes) {
    Set<String> types = new TreeSet<>(List.of(nodeTypes));
    types.forEach(graph::nodes);
    List<Relation> kept =
        graph.relations().stream()
            .filter(r -> types.contains(r.type().src()) && types.contains(r.type().dst()))
            .toList();
    return types(graph, types, kept);
  }

  private static Graph types(Graph graph, Set<String> types, List<Relation> relations) {
    GraphBuilder builder = Inputs.noBlock(graph).derive().layout(graph.layout());
    types.forEach(type -> builder.nodes(graph.nodes(type)).frame(graph.nodeFrame(type)));
    relations.forEach(relation -> builder.relation(relation).frame(graph.frame(relation.edges())));
    return builder.build();
  }

  private static Graph select(Graph graph, Map<Relation, Ids> chosen, Nodes nodes) {
    Selection selection = new Selection(graph);
    chosen.forEach(selection::edges);
    if (nodes == Nodes.RELABEL) {
      touched(graph, chosen).forEach(selection::nodes);
    }
    return selection.build();
  }

  /** The nodes at the chosen edges, ascending. */
  private static Map<NodeSet, Ids> touched(Graph graph, Map<Relation, Ids> chosen) {
    long edges = chosen.values().stream().mapToLong(Ids::size).sum();
    Map<NodeSet, IdMap> maps = new IdentityHashMap<>();
    graph
        .nodeTypes()
        .forEach(type -> maps.put(graph.nodes(type), new IdMap(graph.nodes(type).size(), edges)));
    chosen.forEach(
        (relation, eids) -> {
          for (long i = 0; i < eids.size(); i++) {
            maps.get(relation.src()).add(relation.coo().rowOf(eids.get(i)));
            maps.get(relation.dst()).add(relation.coo().colOf(eids.get(i)));
          }
        });
    Map<NodeSet, Ids> out = new IdentityHashMap<>();
    maps.forEach((set, map) -> out.put(set, Ids.of(Arrays.stream(map.keys()).sorted().toArray())));
    return out;
  }

  private static Ids entries(Csr csr, int[] rows) {
    int[] distinct = Arrays.stream(rows).distinct().toArray();
    IdBuffer out = new IdBuffer();
    for (int row : distinct) {
      for (long p = csr.start(row); p < csr.start(row + 1L); p++) {
        out.add(Ids.narrow(csr.edge(p)));
      }
    }
    return out.ids();
  }

  private static int[] others(long size, int[] gone) {
    BitSet out = new BitSet();
    Arrays.stream(gone).forEach(out::set);
    IdBuffer kept = new IdBuffer();
    for (int i = out.nextClearBit(0); i < size; i = out.nextClearBit(i + 1)) {
      kept.add(i);
    }
    return kept.toArray();
  }
}
