package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects node sets, relations and frames of a {@link Graph}. A node type that is not declared
 * gets one node more than the highest id that its relations name. All ids are checked in {@link
 * #build}.
 */
public final class GraphBuilder {
  static final Comparator<Relation> BY_TYPE = Comparator.comparing(Relation::type);

  /** What is built. */
  enum Kind {
    GRAPH,
    BLOCK
  }

  private record Edges(Ids src, Ids dst) {}

  private final Kind kind;
  private final SortedMap<String, NodeSet> src = new TreeMap<>();
  private final SortedMap<String, NodeSet> dst;
  private final SortedMap<EdgeType, Edges> edges = new TreeMap<>();
  private final SortedMap<EdgeType, Relation> relations = new TreeMap<>();
  private final Map<Space, Frame> frames = new IdentityHashMap<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();
  private final Set<Lifetime> sources = new LinkedHashSet<>();
  private Optional<BatchLayout> layout = Optional.empty();
  private Optional<Lifetime> lifetime = Optional.empty();

  GraphBuilder(Kind kind) {
    this.kind = kind;
    this.dst = kind == Kind.BLOCK ? new TreeMap<>() : src;
  }

  /** Declares a node type with its number of nodes. */
  public GraphBuilder nodes(String type, long count) {
    return nodes(NodeSet.of(type, count));
  }

  /**
   * Takes a node set as it is, so that the new graph shares its space.
   *
   * @throws IllegalArgumentException when its type was declared before, or for a block
   */
  public GraphBuilder nodes(NodeSet nodes) {
    if (kind == Kind.BLOCK) {
      throw new IllegalArgumentException(
          "GraphBuilder: a block has source and destination nodes; expected srcNodes or dstNodes, not nodes.");
    }
    return add(src, nodes);
  }

  /** Takes the source nodes of a type, for a block. */
  public GraphBuilder srcNodes(NodeSet nodes) {
    return add(src, nodes);
  }

  /** Takes the destination nodes of a type, for a block: node i is source i. */
  public GraphBuilder dstNodes(NodeSet nodes) {
    return add(dst, nodes);
  }

  private GraphBuilder add(SortedMap<String, NodeSet> sets, NodeSet nodes) {
    NodeSet other = sets.putIfAbsent(nodes.type(), nodes);
    if (other != null && other != nodes) {
      throw new IllegalArgumentException(
          "GraphBuilder: node type \""
              + nodes.type()
              + "\" is declared twice, as "
              + other
              + " and "
              + nodes
              + ".");
    }
    return this;
  }

  /**
   * Adds a relation; the position of an edge is its id. The arrays are copied.
   *
   * @param type written {@code src:relation:dst}
   */
  public GraphBuilder edges(String type, int[] from, int[] to) {
    return edges(EdgeType.parse(type), from, to);
  }

  /** Adds a relation; the position of an edge is its id. The arrays are copied. */
  public GraphBuilder edges(EdgeType type, int[] from, int[] to) {
    IdChecks.pairs("GraphBuilder.edges(" + type + ")", from, to);
    return edges(type, Ids.of(from), Ids.of(to));
  }

  /** Adds a relation from native arrays, which are used as they are. */
  public GraphBuilder edges(EdgeType type, Ids from, Ids to) {
    if (from.size() != to.size()) {
      throw new IllegalArgumentException(
          "GraphBuilder.edges("
              + type
              + "): "
              + from.size()
              + " sources and "
              + to.size()
              + " destinations; expected as many of each.");
    }
    checkNew(type);
    edges.put(type, new Edges(from, to));
    return this;
  }

  /**
   * Adds a relation from a COO, whose arrays are used as they are. Node types that are not declared
   * get the COO's sizes.
   */
  public GraphBuilder edges(String type, Coo coo) {
    EdgeType parsed = EdgeType.parse(type);
    src.computeIfAbsent(parsed.src(), name -> NodeSet.of(name, coo.rows()));
    dst.computeIfAbsent(parsed.dst(), name -> NodeSet.of(name, coo.cols()));
    return edges(parsed, new Ids(coo.row(), coo.size()), new Ids(coo.col(), coo.size()));
  }

  /**
   * Takes a relation as it is, so that the new graph shares its edge space. Its node sets are
   * declared with it.
   */
  public GraphBuilder relation(Relation relation) {
    checkNew(relation.type());
    add(src, relation.src());
    add(dst, relation.dst());
    relations.put(relation.type(), relation);
    return this;
  }

  private void checkNew(EdgeType type) {
    if (edges.containsKey(type) || relations.containsKey(type)) {
      throw new IllegalArgumentException("GraphBuilder: relation " + type + " is added twice.");
    }
  }

  /**
   * Takes the columns of a node set or edge list that the graph will have. Empty frames are
   * ignored.
   */
  public GraphBuilder frame(Frame frame) {
    if (!frame.isEmpty()) {
      frames.put(frame.space(), frame);
    }
    return this;
  }

  /** Takes the batch layout of node sets that the graph shares. */
  public GraphBuilder layout(BatchLayout shared) {
    layout = Optional.of(shared);
    return this;
  }

  /** Takes a metadata entry. */
  public GraphBuilder metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Notes that the new graph is made from this one: metadata is taken over, and a mapped file below
   * it must stay open.
   */
  public GraphBuilder from(Graph graph) {
    metadata.putAll(graph.metadata());
    return dependsOn(graph);
  }

  /** Notes that a mapped file below this graph must stay open while the new one is used. */
  public GraphBuilder dependsOn(Graph graph) {
    sources.add(graph.lifetime());
    return this;
  }

  /** Gives the new graph a resource's lifetime, such as that of a mapped file. */
  public GraphBuilder lifetime(Lifetime resource) {
    lifetime = Optional.of(resource);
    return this;
  }

  /**
   * The graph.
   *
   * @throws IllegalArgumentException when an id is out of range, a frame belongs to nothing in the
   *     graph, or a block's destinations exceed its sources
   */
  public Graph build() {
    inferNodes();
    if (kind == Kind.BLOCK) {
      completeBlock();
    }
    SortedMap<String, NodeSet> srcSets = Structure.byType(src.values());
    SortedMap<String, NodeSet> dstSets =
        kind == Kind.BLOCK ? Structure.byType(dst.values()) : srcSets;
    edges.forEach((type, ends) -> relations.put(type, relation(type, ends)));
    Structure structure =
        new Structure(srcSets, dstSets, List.copyOf(relations.values()), layout());
    checkFrames(structure);
    Lifetime life = lifetime.orElseGet(() -> Lifetime.derived(List.copyOf(sources)));
    return new Graph(structure, new IdentityHashMap<>(frames), metadata, life);
  }

  /** Declares the node types that only relations name. */
  private void inferNodes() {
    for (EdgeType type : edges.keySet()) {
      src.computeIfAbsent(type.src(), name -> NodeSet.of(name, 1 + highest(name)));
      dst.computeIfAbsent(type.dst(), name -> NodeSet.of(name, 1 + highest(name)));
    }
  }

  /** The highest id of a type in any relation; a block's sources include its destinations. */
  private long highest(String type) {
    long highest = -1;
    for (Map.Entry<EdgeType, Edges> entry : edges.entrySet()) {
      if (entry.getKey().src().equals(type)) {
        highest = Math.max(highest, max(entry.getValue().src()));
      }
      if (entry.getKey().dst().equals(type)) {
        highest = Math.max(highest, max(entry.getValue().dst()));
      }
    }
    return highest;
  }

  private static long max(Ids ids) {
    long highest = -1;
    for (long i = 0; i < ids.size(); i++) {
      highest = Math.max(highest, ids.get(i));
    }
    return highest;
  }

  private Relation relation(EdgeType type, Edges ends) {
    NodeSet from = src.get(type.src());
    NodeSet to = dst.get(type.dst());
    Coo coo = coo(type, from, to, ends);
    return new Relation(type, EdgeList.of(type.toString(), from, to, coo), Direction.FORWARD);
  }

  private static Coo coo(EdgeType type, NodeSet from, NodeSet to, Edges ends) {
    try {
      return new Coo(
          from.size(), to.size(), ends.src().size(), ends.src().segment(), ends.dst().segment());
    } catch (IllegalArgumentException e) {
      // The same check again, slower, for a message that names the relation and the node type.
      IdChecks.ends(type, "src", ends.src(), from);
      IdChecks.ends(type, "dst", ends.dst(), to);
      throw e;
    }
  }

  private BatchLayout layout() {
    List<NodeSet> all = new ArrayList<>(src.values());
    if (kind == Kind.BLOCK) {
      all.addAll(dst.values());
    }
    return layout
        .filter(shared -> all.stream().allMatch(shared::covers))
        .orElseGet(() -> BatchLayout.single(all));
  }

  /** Destinations are sources too, so every type stands on both sides. */
  private void completeBlock() {
    dst.forEach((type, nodes) -> src.computeIfAbsent(type, name -> NodeSet.of(name, nodes.size())));
    src.keySet().forEach(type -> dst.computeIfAbsent(type, name -> NodeSet.of(name, 0)));
    dst.forEach(
        (type, nodes) -> {
          if (src.get(type).size() < nodes.size()) {
            throw new IllegalArgumentException(
                "GraphBuilder: the block has "
                    + nodes.size()
                    + " destinations and "
                    + src.get(type).size()
                    + " sources of type "
                    + type
                    + "; expected the destinations first among the sources.");
          }
        });
  }

  private void checkFrames(Structure structure) {
    for (Space space : frames.keySet()) {
      if (!structure.spaces().contains(space)) {
        throw new IllegalArgumentException(
            "GraphBuilder: there are columns for "
                + space
                + ", which is not in the graph; its spaces are "
                + structure.spaces()
                + ".");
      }
    }
  }
}
